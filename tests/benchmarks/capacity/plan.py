"""How many workers an exam is worth, how long it takes with them, and how near a simulation is to what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.capacity.costs import Costs, Json, work_of
from tests.benchmarks.capacity.simulation import Exam, Limits, Outcome, Setup, simulate

WORTH = 0.9
"""Twice the workers are worth it if they take at most this share of the time."""
MOST_WORKERS = 1024
_SIMULATED = 10_000
"""Copies. More are simulated only where the places of the workers hold as many at once."""
_MOST_EVENTS = 20_000
"""Copies that are simulated one by one."""
_MINUTES = 6
"""So many at least, where a provider limits what it takes a minute."""


@dataclass(frozen=True)
class Plan:
    """An exam on a cluster."""

    setup: Setup
    seconds: float
    outcome: Outcome
    """Of the copies that were simulated."""


def grade(exam: Exam, setup: Setup, costs: Costs) -> Plan:
    """Return what an exam takes. Of a large one the beginning is simulated; the rest goes on as the middle of that."""
    at_once = setup.workers * setup.places * exam.copies_a_session
    minutes = _MINUTES * setup.limits.calls_a_minute(exam.tokens_a_call) // exam.graders
    simulated = min(exam.copies, max(_SIMULATED, 2 * at_once, minutes))
    outcome = _simulate(replace(exam, copies=simulated), setup, costs)
    left = exam.work.sessions - len(outcome.finished)
    return Plan(setup, outcome.seconds + (left / _sessions_a_second(outcome) if left > 0 else 0.0), outcome)


def _simulate(exam: Exam, setup: Setup, costs: Costs) -> Outcome:
    """Simulate an exam; of a large one, copies of a session that are one piece of work, in one slot."""
    limits, size = setup.limits, exam.copies_a_session
    together = 1
    if exam.copies > _MOST_EVENTS and not limits.calls_a_minute(exam.tokens_a_call):
        fitting = (number for number in range(1, size) if not size % number and exam.copies <= number * _MOST_EVENTS)
        together = next(fitting, size)
    alike = replace(exam, copies=-(-exam.copies // together), copies_a_session=size // together)
    slots = replace(limits, in_flight=max(1, limits.in_flight // together))
    return simulate(alike, replace(setup, limits=slots), costs.of_copies_together(together))


def _sessions_a_second(outcome: Outcome) -> float:
    ended = sorted(outcome.finished)
    first, last = ended[len(ended) // 4], ended[3 * len(ended) // 4]
    # Whole minutes: a provider's limits make the cluster work in bursts, one a minute.
    seconds = (last - first) // 60 * 60 or last - first
    return sum(first < end <= first + seconds for end in ended) / seconds


def knee(exam: Exam, costs: Costs, limits: Limits, *, places: int, database_cores: int) -> Plan:
    """Return the fewest workers beyond which twice as many are hardly quicker, with an API for every two of them."""

    def with_workers(workers: int) -> Plan:
        apis = max(1, workers // 2)
        return grade(exam, Setup(workers, apis, database_cores, places, limits=limits), costs)

    plan = with_workers(1)
    while plan.setup.workers < MOST_WORKERS:
        twice = with_workers(2 * plan.setup.workers)
        if twice.seconds > WORTH * plan.seconds:
            break
        plan = twice
    return plan


@dataclass(frozen=True)
class Comparison:
    """A measured run beside the same one simulated."""

    run: Json
    predicted: float
    """Copies a second."""

    @property
    def error(self) -> float:
        return self.predicted / float(self.run["copies_a_second"]) - 1


def compare(measured: Json, costs: Costs) -> Sequence[Comparison]:
    """Simulate each measured run on the machine that it was measured on, less what other programs took of it."""
    found = []
    for run in measured["runs"]:
        exam = Exam(work_of(run).copies, run["copies"], run["graders"])
        limits = Limits(measured["in_flight"], latency=run["latency"])
        cores = measured["cores"]
        setup = Setup(run["workers"], 1, cores, measured["places"], cores=cores, limits=limits)
        slower = cores / (cores - run["cores_of_others"])
        found.append(Comparison(run, exam.copies / simulate(exam, setup, costs.scaled(slower)).seconds))
    return found
