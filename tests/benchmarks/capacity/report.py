"""What was measured of a cluster, beside `langgraph dev` and beside the same simulated, as tables."""

from rich.console import Console
from rich.table import Table

from tests.benchmarks.capacity.costs import CALIBRATED_ON, PARTS, Costs, Json, calibrate, work_of
from tests.benchmarks.capacity.plan import compare

OFF, QUIET = 0.15, 0.1
console = Console(width=150, highlight=False)


def show_measured(measured: Json) -> None:
    """Print what was measured, what things take by it, and how well that explains the runs."""
    costs = calibrate(measured)
    limit = measured["in_flight"]
    console.print(
        f"Measured on {measured['date']} at {measured['commit']}, on {measured['cores']} cores, "
        f"{limit} calls in flight at most.\n"
    )
    _show_runs(measured)
    _show_costs(costs)
    _show_prediction(measured, costs)
    busy = max(run["cores_of_others"] for run in (*measured["runs"], *measured["development"]))
    if busy > QUIET:
        console.print(f"Other programs took up to {busy:.2f} cores meanwhile: measure again on a quiet machine.")


def _show_runs(measured: Json) -> None:
    table = Table(
        "server", "workers", "sessions × copies × graders", "latency", "copies a second", "of the ideal",
        "until the last answer", "in flight", "processor ms a copy", "kB a copy", "connections", "an edit, s",
    )  # fmt: skip
    for name, runs in (("langgraph dev", measured["development"]), ("cluster", measured["runs"])):
        for run in runs:
            work = work_of(run)
            ideal = [f"{run[key]:.1%}" for key in ("of_ideal", "of_ideal_until_answered")]
            taken = "+".join(f"{1000 * run['processor'][part] / work.copies:.1f}" for part in PARTS)
            table.add_row(
                *(name, str(run["workers"]), _form(run), str(run["latency"]), f"{run['copies_a_second']:.1f}"),
                *(ideal if run["latency"] else ("", "")),
                *(str(run["most_in_flight"]), taken, f"{run['bytes'] / work.copies / 1000:.1f}"),
                *(str(run["connections"] or ""), f"{run['seconds_of_an_edit']:.2f}"),
            )
    console.print(table)
    console.print(f"Processor milliseconds are those of {', '.join(PARTS)}.\n")


def _show_costs(costs: Costs) -> None:
    table = Table("processor milliseconds of", "a session", "a copy", "a call", "a worker's second")
    for name in PARTS:
        cost = getattr(costs, name)
        row = (cost.session, cost.copy, cost.call, cost.second)
        table.add_row(name, *(f"{1000 * seconds:.1f}" for seconds in row))
    console.print(table)


def _show_prediction(measured: Json, costs: Costs) -> None:
    table = Table(
        "workers", "latency", "sessions × copies × graders", "copies a second", "simulated", "off by", "others' cores"
    )
    for found in compare(measured, costs):
        run = found.run
        predicted = "" if run["workers"] in CALIBRATED_ON else " (predicted)"
        bad = " !" if abs(found.error) > OFF else ""
        table.add_row(
            *(str(run["workers"]), str(run["latency"]), _form(run), f"{run['copies_a_second']:.1f}"),
            *(f"{found.predicted:.1f}{predicted}", f"{found.error:+.0%}{bad}", f"{run['cores_of_others']:.2f}"),
        )
    console.print(table)


def _form(run: Json) -> str:
    return f"{run['sessions']} × {run['copies']} × {run['graders']}"
