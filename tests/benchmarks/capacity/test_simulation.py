"""Laws of the simulation that hold whatever things cost."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.capacity.costs import Cost, Costs, Line
from tests.benchmarks.capacity.simulation import Exam, Limits, Outcome, Setup, simulate

seconds = st.floats(0.0, 0.2)
costs = st.builds(Cost, session=seconds, copy=seconds, call=seconds)
parts = st.builds(Costs, workers=costs, apis=costs, database=costs, clients=costs)
exams = st.builds(Exam, copies=st.integers(1, 60), copies_a_session=st.integers(1, 20), graders=st.integers(1, 3))
limits = st.builds(Limits, in_flight=st.integers(1, 20), latency=st.floats(0.0, 2.0))
setups = st.builds(
    Setup,
    workers=st.integers(1, 5),
    apis=st.integers(1, 3),
    database_cores=st.integers(1, 4),
    places=st.integers(1, 5),
    cores=st.none() | st.integers(1, 4),
    limits=limits,
)
few = settings(max_examples=30, deadline=None)


def ideal(exam: Exam, setup: Setup, found: Costs) -> float:
    """Return the seconds below which no cluster of this size can be, however it is organised."""
    work, allowed = exam.work, setup.limits
    calls = math.ceil(work.calls / allowed.in_flight) * allowed.latency
    spent = [
        found.workers.of(work) / setup.workers,
        found.apis.of(work) / setup.apis,
        found.database.of(work) / setup.database_cores,
    ]
    together = [found.workers.of(work) + found.apis.of(work) + found.database.of(work)]
    return max(calls, *spent, *(total / setup.cores for total in together if setup.cores))


@few
@given(exams, setups, parts)
def test_no_exam_is_quicker_than_its_work_and_its_limits_allow(exam: Exam, setup: Setup, found: Costs) -> None:
    outcome = simulate(exam, setup, found)
    assert outcome.seconds >= ideal(exam, setup, found) - 1e-6
    assert outcome.most_in_flight <= setup.limits.in_flight
    assert len(outcome.finished) == exam.work.sessions
    assert all(0 <= use <= 1 + 1e-9 for use in outcome.use.values())


@few
@given(exams, setups)
def test_with_work_that_costs_nothing_an_exam_takes_what_the_slots_allow(exam: Exam, setup: Setup) -> None:
    alone = Setup(setup.workers, places=exam.work.sessions, limits=setup.limits)
    outcome = simulate(exam, alone, Costs())
    assert outcome.seconds == pytest.approx(ideal(exam, alone, Costs()))
    assert outcome.most_in_flight == min(setup.limits.in_flight, exam.work.calls)


@few
@given(st.integers(1, 12), seconds, st.floats(0.0, 2.0))
def test_more_workers_are_never_slower(copies: int, cost: float, latency: float) -> None:
    exam = Exam(copies=8 * copies, copies_a_session=copies)
    found = Costs(workers=Cost(copy=cost, session=cost / 2))
    provider = Limits(64, latency=latency)
    took = [simulate(exam, Setup(workers, places=8, limits=provider), found).seconds for workers in (1, 2, 4, 8)]
    assert all(more <= fewer + 1e-6 for fewer, more in pairwise(took))


@pytest.mark.parametrize(("requests", "tokens"), [(100, None), (None, 500_000), (100, 1_000_000)])
def test_no_minute_has_more_requests_or_tokens_than_the_provider_allows(
    requests: int | None, tokens: int | None
) -> None:
    exam = Exam(copies=350, copies_a_session=10, tokens_a_call=5_000)
    setup = Setup(2, limits=Limits(64, requests=requests, tokens=tokens, latency=0.0))
    outcome = simulate(exam, setup, Costs())
    # A hundred at once, and the next hundred a minute later.
    assert outcome.seconds == pytest.approx(180.0)
    assert outcome.first_to_break == "requests and tokens a minute"


def test_what_is_used_most_is_what_breaks_first() -> None:
    exam = Exam(copies=600)

    def breaks(found: Costs, workers: int = 2) -> str:
        outcome: Outcome = simulate(exam, Setup(workers, limits=Limits(400, latency=0.01)), found)
        return outcome.first_to_break

    assert breaks(Costs(workers=Cost(copy=0.1))) == "workers"
    assert breaks(Costs(database=Cost(copy=0.1))) == "database"
    assert breaks(Costs(apis=Cost(copy=0.1))) == "APIs"
    assert breaks(Costs(workers=Cost(copy=0.1), exchange=Line(0.0, 0.002)), workers=100) == "sharing out of slots"


def test_on_one_machine_more_processes_than_cores_bring_nothing() -> None:
    exam, found = Exam(copies=400, copies_a_session=10), Costs(workers=Cost(copy=0.05))
    took = {
        workers: simulate(exam, Setup(workers, cores=2, limits=Limits(64, latency=0.0)), found).seconds
        for workers in (1, 2, 4)
    }
    assert took[1] == pytest.approx(20.0)
    assert took[2] == pytest.approx(10.0, rel=0.05)
    assert took[4] == pytest.approx(10.0, rel=0.05)
