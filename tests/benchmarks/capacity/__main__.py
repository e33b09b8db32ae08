"""What clusters larger than this machine can do: `make capacity`, `make capacity ARGS="--in-flight 2000"`.

It simulates with what `make cluster-bench PART="throughput --keep"` has measured. Typed copies from the confirmed scale
to the open review: reading scans takes processor time of its own (`make bench PART=scans`), on the workers' machines.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor

from rich.table import Table

from bareme.models.prices import cost_of
from tests.benchmarks.capacity.costs import MEASURED, Costs, Json, calibrate
from tests.benchmarks.capacity.plan import Plan, knee
from tests.benchmarks.capacity.report import console, show_measured
from tests.benchmarks.capacity.simulation import EXCHANGE_SECONDS, Exam, Limits

SIZES = (100, 10_000, 1_000_000)


def arguments() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(prog="make capacity", description=__doc__)
    parser.add_argument("--in-flight", type=int, default=500, help="calls that the provider answers at once")
    parser.add_argument("--requests", type=int, help="that the provider takes a minute")
    parser.add_argument("--tokens", type=int, help="that the provider takes a minute")
    parser.add_argument("--latency", type=float, default=10.0, help="seconds of a call")
    parser.add_argument("--graders", type=int, default=2)
    parser.add_argument("--copies-a-session", type=int, default=30)
    parser.add_argument("--places", type=int, default=10, help="sessions that a worker grades at once")
    parser.add_argument("--database-cores", dest="cores", type=int, default=8)
    parser.add_argument("--max-connections", type=int, default=100, help="that the database takes")
    parser.add_argument("--model", default="openai:gpt-5-mini")
    parser.add_argument("--input-tokens", type=int, default=5_500, help="of a call")
    parser.add_argument("--output-tokens", type=int, default=1_000, help="of a call")
    return parser.parse_args()


def show_knees(given: argparse.Namespace, costs: Costs) -> Plan:
    """Print how many workers exams of each size are worth and what is used most then; return the plan of the largest.

    Without the provider's limits it shows what of the cluster itself would be short first.
    """
    named = Limits(given.in_flight, given.requests, given.tokens, given.latency)
    providers = {"without limits": Limits(1_000_000, latency=given.latency), "as given": named}
    table = Table("copies", "provider", "workers", "APIs", "hours", "copies a second", "used most", "connections")
    cases = [(name, limits, copies) for name, limits in providers.items() for copies in SIZES]
    # The largest take longest, so they come first.
    with ProcessPoolExecutor() as pool:
        found = [
            pool.submit(knee, exam_of(copies, given), costs, limits, places=given.places, database_cores=given.cores)
            for _, limits, copies in reversed(cases)
        ]
        plans = [one.result() for one in reversed(found)]
    for (name, _, copies), plan in zip(cases, plans, strict=True):
        setup, first = plan.setup, plan.outcome.first_to_break
        connections = round(costs.connections.of(setup.workers))
        too_many = f" of {given.max_connections}!" if connections > given.max_connections else ""
        table.add_row(
            *(f"{copies:,}", name, str(setup.workers), str(setup.apis), f"{plan.seconds / 3600:.2f}"),
            *(f"{copies / plan.seconds:.1f}", f"{first} ({plan.outcome.use[first]:.0%})"),
            f"{connections}{too_many}",
        )
    console.print(table)
    return plans[-1]


def exam_of(copies: int, given: argparse.Namespace) -> Exam:
    """Return an exam of so many copies."""
    return Exam(copies, given.copies_a_session, given.graders, given.input_tokens + given.output_tokens)


def show_national_exam(given: argparse.Namespace, costs: Costs, plan: Plan) -> None:
    """Print what a million copies take, in processes, bytes, dollars and hours."""
    work = exam_of(SIZES[-1], given).work
    price = cost_of(given.model, input_tokens=given.input_tokens, output_tokens=given.output_tokens)
    dollars = "unknown" if price is None else f"{float(price) * work.calls:,.0f}"
    console.print(
        f"A million copies: {plan.setup.workers} workers and {plan.setup.apis} APIs, {plan.seconds / 3600:.1f} hours, "
        f"{costs.kept.of(work) / 1e9:.0f} GB of the database, {dollars} dollars ({given.model})."
    )


def show_serial_parts(costs: Costs) -> None:
    """Print what is done by one process at a time, and so bounds all of them together."""
    processes = next(number for number in range(1, 100_000) if number * costs.exchange.of(number) > EXCHANGE_SECONDS)
    requests = next(number for number in range(1_000, 10**7, 100) if number * costs.count.of(number) > 60)
    console.print(
        f"Sharing out slots is a bound at {processes} workers, and counting requests at {requests:,} a minute "
        "(it is done only where a provider's requests or tokens a minute are limited)."
    )


def main() -> None:
    """Print all of it."""
    given = arguments()
    if not MEASURED.exists():
        sys.exit('Nothing is measured yet: make cluster-bench PART="throughput --keep"')
    measured: Json = json.loads(MEASURED.read_text(encoding="utf-8"))
    costs = calibrate(measured)
    show_measured(measured)
    show_serial_parts(costs)
    show_national_exam(given, costs, show_knees(given, costs))


if __name__ == "__main__":
    main()
