import math
import random
from decimal import Decimal
from typing import Any

import pytest

from bareme.evaluation.metrics import MEAN, PREDICTED, MarkTable, ResamplingUnit, ScoreReport, score
from bareme.evaluation.metrics.slices import SliceBy, human_levels
from bareme.evaluation.metrics.table import grid_step
from tests.evaluation.metrics.columns import is_figure, marks
from tests.work import calls_of


def class_of(students: int, questions: int, *, models: int = 1, seed: int = 1) -> MarkTable:
    """Two people and some models mark a class, each at most a point from the first."""
    source = random.Random(seed)  # noqa: S311 - marks, not secrets

    def near(mark: Decimal) -> Decimal:
        return min(Decimal(20), max(Decimal(0), mark + Decimal(source.randint(-4, 4)) / 4))

    rows = [
        (str(student), f"Q{question}", f"m{model}", human, near(human))
        for student in range(students)
        for question in range(questions)
        for human in [Decimal(source.randint(0, 80)) / 4]
        for model in range(models)
    ]
    owners, names, graders, first, second = zip(*rows, strict=True)
    return MarkTable(
        humans={"one": first, "two": second},
        predicted=[near(mark) for mark in first],
        maxima=[Decimal(20)] * len(rows),
        students=owners,
        questions=names,
        models=graders if models > 1 else None,
        confidence=[source.random() for _ in rows],
    )


def numbers_of(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers_of(part)]
    if isinstance(value, list):
        return [number for part in value for number in numbers_of(part)]
    return [value] if isinstance(value, float) else []


def test_every_pair_has_its_line_and_people_stand_beside() -> None:
    report = score(class_of(6, 3), resamples=20)
    assert [(line.first, line.second) for line in report.lines] == [
        ("one", PREDICTED),
        ("two", PREDICTED),
        (MEAN, PREDICTED),
        ("one", "two"),
    ]
    for compared in (report.credits, report.ranges, report.lost_marks, report.totals):
        assert compared is not None
        assert compared.humans is not None
    assert all(part.humans is not None for parts in report.slices.values() for part in parts)
    assert set(report.slices) == {SliceBy.QUESTION, SliceBy.HUMAN_LEVEL}
    assert report.step == 0.25


def test_the_parts_are_the_figures_of_their_rows() -> None:
    table = class_of(5, 2)
    report = score(table, resamples=0)
    second = report.slices[SliceBy.QUESTION][1]
    rows = [row for row in range(10) if table.questions is not None and table.questions[row] == "Q1"]
    alone = score(
        MarkTable(
            humans={"one": [table.humans["one"][row] for row in rows]},
            predicted=[table.predicted[row] for row in rows],
            step=Decimal("0.25"),
        ),
        resamples=0,
    )
    assert second.key == "Q1"
    assert second.scores.exact.value == alone.lines[0].scores.exact.value
    assert second.scores.pearson.value == alone.lines[0].scores.pearson.value
    assert sum(part.scores.pairs for part in report.slices[SliceBy.HUMAN_LEVEL]) == table.rows


def test_people_are_held_against_each_other_once_an_answer() -> None:
    single, double = score(class_of(5, 2), resamples=0), score(class_of(5, 2, models=3), resamples=0)
    assert single.lines[-1].scores.pairs == double.lines[-1].scores.pairs == 10
    assert double.lines[0].scores.pairs == 30
    assert [part.key for part in double.slices[SliceBy.GRADER]] == ["m0", "m1", "m2"]
    assert {part.humans.pairs for part in double.slices[SliceBy.GRADER] if part.humans} == {10}
    assert double.totals is not None
    assert [(total.model, total.students) for total in double.totals.predicted] == [("m0", 5), ("m1", 5), ("m2", 5)]
    assert double.totals.humans is not None
    assert len(double.totals.humans) == 1
    assert double.spread is not None
    assert double.spread.within.undefined is not None


def test_reference_may_be_the_mean() -> None:
    table = MarkTable(humans={"a": marks(1, 2, None), "b": marks(2, 2, 3)}, predicted=marks(1.5, 2, 3))
    report = score(table, reference=MEAN, resamples=0)
    (level, other) = report.slices[SliceBy.HUMAN_LEVEL]
    assert (level.key, other.key) == ("1.5", "2")
    is_figure(level.scores.exact.value, 1)
    assert report.missing == {"a": 1, "b": 0, PREDICTED: 0}
    assert report.lines[2].scores.left_out == 1


def test_what_is_resampled() -> None:
    table = class_of(6, 3)
    bare = MarkTable(humans={"one": table.humans["one"]}, predicted=table.predicted)
    asked = MarkTable(humans=bare.humans, predicted=bare.predicted, questions=table.questions)
    repeated = MarkTable(humans={"one": marks(*[*range(12)] * 3)}, predicted=marks(*range(36)))
    found = [score(t, resamples=0).clustering for t in (table, bare, asked, repeated)]
    assert [(one.unit, one.clusters) for one in found] == [
        (ResamplingUnit.STUDENT, 6),
        (ResamplingUnit.ROW, 18),
        (ResamplingUnit.QUESTION, 3),
        (ResamplingUnit.REPETITION, 12),
    ]
    assert found[3].period == 12
    assert score(table, unit=ResamplingUnit.BOTH, resamples=10).clustering.clusters == 3


@pytest.mark.parametrize(
    ("human", "predicted"),
    [
        (marks(1, 1, 1), marks(1, 1, 1)),
        (marks(None, None), marks(1, 2)),
        (marks(1, 2), marks(None, None)),
        (marks(1), marks(2)),
        (marks(0, 0, 5), marks(5, 5, 5)),
        (marks(1, 2, 3), marks("0.3333333333333333", "0.3333333333333333", "0.3333333333333333")),
    ],
)
def test_nothing_is_ever_nan(human: list[Decimal | None], predicted: list[Decimal | None]) -> None:
    names = [str(row) for row in range(len(human))]
    table = MarkTable(
        humans={"a": human, "b": predicted},
        predicted=predicted,
        maxima=marks(*[5] * len(human)),
        students=names,
        questions=["Q"] * len(human),
        models=["m"] * len(human),
        tries=["1"] * len(human),
        confidence=[0.5] * len(human),
    )
    report = score(table, resamples=30)
    assert ScoreReport.model_validate_json(report.model_dump_json()) == report
    assert all(math.isfinite(number) for number in numbers_of(report.model_dump(mode="json")))


def test_levels_of_the_human_mark() -> None:
    assert human_levels(marks(1, None, "2.50"), None) == ["1", None, "2.5"]
    assert human_levels(marks(1, 2, 2), marks(2, 4, 2)) == ["50 %", "50 %", "100 %"]
    many = human_levels(marks(*range(31)), marks(*[30] * 31))
    assert (many[0], many[3], many[30], len(set(many))) == ("0–3", "3–6", "27–30", 10)
    unknown = human_levels(marks(*range(10, 41)), None)
    assert (unknown[0], unknown[30], len(set(unknown))) == ("10–13", "37–40", 10)
    mixed = human_levels(marks(*range(31), 2), marks(*[30] * 31, 4))
    assert (mixed[0], mixed[30], mixed[31], len(set(mixed))) == ("0–10 %", "90–100 %", "50–60 %", 10)


@pytest.mark.parametrize(
    ("given", "step"),
    [((0, 1, 3), 1), ((0, "0.5", 2), 0.5), (("0.25", "1.25"), 1), ((), 1), ((2, 2), 1), ((0, 4, 10), 2)],
)
def test_the_grid_that_marks_show(given: tuple[float | str, ...], step: float) -> None:
    assert float(grid_step([mark for mark in marks(*given) if mark is not None])) == step


def test_ten_thousand_marks_with_all_intervals() -> None:
    table = class_of(200, 25, models=2)
    assert table.rows == 10_000
    report = score(table)
    assert report.resamples == 1000
    assert all(part.scores.quadratic_kappa.resamples > 500 for part in report.slices[SliceBy.QUESTION])


def test_work_grows_with_the_marks_and_not_with_the_resamples() -> None:
    """Numpy draws all resamples at once. `make bench` prints the seconds."""
    few, twice_as_many = class_of(20, 5, models=2), class_of(40, 5, models=2)
    work = calls_of(score, few, resamples=200)
    assert calls_of(score, few, resamples=1000) < 1.02 * work
    assert calls_of(score, twice_as_many, resamples=200) < 2.2 * work
