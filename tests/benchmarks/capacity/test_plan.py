"""Costs are found again in what they would have made of a cluster, and what they say of larger ones follows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.capacity.costs import Cost, Costs, Json, Line, calibrate, line_through, work_of
from tests.benchmarks.capacity.plan import MOST_WORKERS, compare, grade, knee
from tests.benchmarks.capacity.simulation import Exam, Limits, Setup, simulate

COSTS = Costs(
    workers=Cost(0.05, 0.03, 0.01, 0.02),
    apis=Cost(0.02, 0.002, 0.0, 0.0),
    database=Cost(0.03, 0.004, 0.002, 0.01),
    clients=Cost(0.01, 0.0, 0.003, 0.0),
    kept=Cost(9_000.0, 12_000.0, 3_000.0, 0.0),
    exchange=Line(0.0005, 0.00001),
    count=Line(0.0004, 0.0000002),
    connections=Line(4.0, 9.0),
)
CORES, IN_FLIGHT, PLACES = 2, 64, 20


def measured(costs: Costs) -> Json:
    """Return what would be measured of a cluster with these costs, on a machine with two cores."""
    runs = []
    for workers in (1, 2, 4):
        for copies, graders, latency in ((10, 1, 0.0), (2, 1, 0.0), (5, 2, 0.0), (10, 1, 0.5)):
            run = {
                "workers": workers,
                "cores_of_others": 0.0,
                "sessions": 20,
                "copies": copies,
                "graders": graders,
                "latency": latency,
            }
            work = work_of(run)
            exam = Exam(work.copies, copies, graders)
            limits = Limits(IN_FLIGHT, latency=latency)
            seconds = simulate(exam, Setup(workers, 1, CORES, PLACES, cores=CORES, limits=limits), costs).seconds
            parts = {name: getattr(costs, name) for name in ("workers", "apis", "database", "clients")}
            processor = {name: cost.of(work) + cost.second * workers * seconds for name, cost in parts.items()}
            runs.append(
                run
                | {"seconds": seconds, "copies_a_second": work.copies / seconds, "processor": processor}
                | {"bytes": costs.kept.of(work), "connections": costs.connections.of(workers), "cores_of_others": 0.0}
            )
    return {
        "cores": CORES,
        "in_flight": IN_FLIGHT,
        "places": PLACES,
        "exchange": [[at, costs.exchange.of(at)] for at in (1, 10, 100)],
        "count": [[at, costs.count.of(at)] for at in (0, 1_000, 10_000)],
        "runs": runs,
    }


def test_costs_are_found_again_in_what_was_measured_with_one_and_two_workers() -> None:
    found = calibrate(measured(COSTS))
    for name in ("workers", "apis", "database", "clients", "kept"):
        cost, expected = getattr(found, name), getattr(COSTS, name)
        assert vars(cost) == pytest.approx(vars(expected), rel=0.01, abs=1e-4), name
    for name in ("exchange", "count", "connections"):
        assert vars(getattr(found, name)) == pytest.approx(vars(getattr(COSTS, name)), rel=0.01), name


def test_four_workers_are_predicted_from_one_and_two() -> None:
    given = measured(COSTS)
    assert all(abs(found.error) < 0.02 for found in compare(given, calibrate(given)))


def test_what_other_programs_took_is_taken_off_the_machine() -> None:
    given = measured(COSTS)
    busy = [run | {"cores_of_others": 1.0, "copies_a_second": run["copies_a_second"] / 2} for run in given["runs"]]
    quick = [found for found in compare(given | {"runs": busy}, calibrate(given)) if not found.run["latency"]]
    assert all(abs(found.error) < 0.05 for found in quick)


def test_what_four_workers_did_is_no_part_of_the_calibration() -> None:
    given = measured(COSTS)
    slower = [
        run | {"copies_a_second": run["copies_a_second"] / (2 if run["workers"] == 4 else 1)} for run in given["runs"]
    ]
    for run in slower:
        if run["workers"] == 4:
            run["processor"] = dict.fromkeys(run["processor"], 1_000.0)
    worse = given | {"runs": slower}
    assert calibrate(worse) == calibrate(given)
    assert max(found.error for found in compare(worse, calibrate(worse))) == pytest.approx(1.0, abs=0.05)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 5), st.floats(0, 5), st.lists(st.integers(0, 100), min_size=2, max_size=5, unique=True))
def test_a_line_is_found_again_in_its_points(base: float, each: float, places: list[int]) -> None:
    found = line_through([(at, base + each * at) for at in places])
    assert vars(found) == pytest.approx({"base": base, "each": each}, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("limits", [Limits(64, latency=1.0), Limits(64, requests=120, latency=1.0)])
def test_a_large_exam_goes_on_as_its_middle_does(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    exam, setup = Exam(1_800, copies_a_session=10), Setup(2, places=5, limits=limits)
    whole = grade(exam, setup, COSTS).seconds
    monkeypatch.setattr("tests.benchmarks.capacity.plan._SIMULATED", 600)
    assert grade(exam, setup, COSTS).seconds == pytest.approx(whole, rel=0.05)


def test_copies_that_count_as_one_take_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    exam, setup = Exam(3_000, copies_a_session=30), Setup(4, places=5, limits=Limits(200, latency=2.0))
    whole = grade(exam, setup, COSTS).seconds
    monkeypatch.setattr("tests.benchmarks.capacity.plan._MOST_EVENTS", 1_000)
    assert grade(exam, setup, COSTS).seconds == pytest.approx(whole, rel=0.1)


def test_the_knee_is_where_something_else_than_workers_is_short() -> None:
    costs = Costs(workers=Cost(copy=0.1))
    few = knee(Exam(600, copies_a_session=5), costs, Limits(20, latency=1.0), places=10, database_cores=8)
    # Twenty calls at once, a second each: two workers do as many copies.
    assert few.setup.workers == 2
    assert few.outcome.first_to_break in {"workers", "calls in flight"}
    more = knee(Exam(600, copies_a_session=5), costs, Limits(80, latency=1.0), places=10, database_cores=8)
    assert more.setup.workers == 8


def test_there_is_a_knee_though_nothing_is_short() -> None:
    exam = Exam(10, copies_a_session=10)
    plan = knee(exam, replace(COSTS, exchange=Line()), Limits(1_000, latency=10.0), places=10, database_cores=8)
    assert plan.setup.workers == 1 < MOST_WORKERS  # one session is one worker's
