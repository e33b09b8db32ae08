"""Sentences and cells that are true only sometimes, in the cases in which they would not be."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.points import Language
from bareme.evaluation.metrics import MarkTable, score
from bareme.evaluation.metrics.slices import human_levels
from bareme.evaluation.metrics.spread import spread
from bareme.evaluation.notation import write_value
from bareme.evaluation.report import from_marks, write_report
from bareme.evaluation.report.confusion import confusion
from bareme.translation import translator
from tests.evaluation.metrics.columns import Column, marks
from tests.evaluation.report.pages import Node, read_page
from tests.evaluation.report.run_examples import two_runs, write_compared


def page_of(table: MarkTable, folder: Path, language: Language = "en") -> Node:
    report = score(table, resamples=50)
    written, *_ = write_report(from_marks("t", table, report, ()), folder / "report.html", language=language)
    return read_page(written.read_text(encoding="utf-8"))


def table(human: Column, model: Column, *, confidence: Sequence[float] | None = None, most: str = "4") -> MarkTable:
    count = len(human)
    return MarkTable(
        humans={"h": human},
        predicted=model,
        maxima=[Decimal(most)] * count,
        questions=[f"Q{n % 3}" for n in range(count)],
        students=[f"s{n // 3}" for n in range(count)],
        confidence=confidence,
    )


def test_the_surest_part_is_named_by_its_size(tmp_path: Path) -> None:
    """Of eight marks six are said with one confidence: there is no surest half."""
    sure = [0.9, *[0.5] * 6, 0.1]
    page = page_of(table(marks(*[1] * 8), marks(3, 1, 1, 1, 1, 3, 3, 3), confidence=sure), tmp_path)
    figure = next(one for one in page.all("figure") if one.attributes["id"] == "coverage")
    assert "Accepting all: 50.0% of the marks differ. The most confident 87.5%: 42.9%." in figure.text
    # Nothing to circle, and no share of nothing has a bound.
    assert "Circles" not in figure.text
    thresholds = next(one for one in page.all("table") if one.one("caption").text == "Thresholds for a target error")
    assert "check everything" in thresholds.text
    assert "no marks" not in thresholds.text


def test_kappa_is_not_shown_where_the_reference_is_one_mark(tmp_path: Path) -> None:
    page = page_of(table(marks(*[0, 1, 2] * 6), marks(*[0, 1, 1, 0, 2, 2] * 3)), tmp_path)
    heads = {one.one("caption").text: one.one("thead").text for one in page.all("table")}
    assert "kappa" in heads["By question"]
    assert "kappa" not in heads["By the mark of h"]


def test_the_heat_map_says_what_its_shade_is(tmp_path: Path) -> None:
    page = page_of(table(marks(*[0, 1, 2] * 6), marks(*[0, 1, 1] * 6)), tmp_path)
    figure = next(one for one in page.all("figure") if one.attributes["id"] == "confusion-1")
    assert "The darker, the larger the share of its row." in figure.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_levels_are_shares_for_either_reason(tmp_path: Path, language: Language) -> None:
    many = [Decimal(n) / 4 for n in range(30)]
    page = page_of(table(list(many), list(many), most="20"), tmp_path, language)
    said = {"en": "the maxima differ, or one has too many steps to show", "fr": "diffèrent, ou l’un a trop de pas"}
    assert said[language] in page.text
    assert "for want of one maximum" not in page.text


def test_a_dot_without_an_interval_has_no_brackets(tmp_path: Path) -> None:
    right = marks(*[0, 1, 2] * 6)
    wrong = [mark if n % 3 or mark is None else Decimal(n % 2) for n, mark in enumerate(right)]
    page = page_of(table(right, wrong), tmp_path)
    figure = next(one for one in page.all("figure") if one.attributes["id"] == "error-by-question")
    rows = [[cell.text for cell in row.children if isinstance(cell, Node)] for row in figure.all("tr")[1:]]
    assert any("[" in row[1] for row in rows)
    assert [row[1] for row in rows if "[" not in row[1]] == ["0", "0"]
    assert "[–" not in page.text
    assert "none if all resamples give the same value" in page.text


def test_what_is_moved_is_counted_in_pairs_and_bars_are_told_where_there_are_any(tmp_path: Path) -> None:
    found = confusion("h", "m", [(Decimal("0.3"), Decimal("0.7"), Decimal(1))] * 3, step=0.5)
    assert (found.moved, sum(map(sum, found.counts))) == (3, 3)
    few = page_of(table(marks(0, 1, 2, 0), marks(0, 2, 2, 1)), tmp_path)
    assert "The largest mean error" in few.text
    assert "Bar: 95 % interval" not in few.text
    many = page_of(table(marks(*[0, 1, 2] * 6), marks(*[0, 2, 2, 1] * 4, 1, 2)), tmp_path)
    assert "Bar: 95 % interval" in many.text


def test_a_negative_mark_is_in_a_level_that_holds_it() -> None:
    low = [Decimal(n) / 10 for n in range(-15, 15)]
    levels = human_levels(low, [Decimal(2)] * 30)
    assert levels[0] == "-1.5–-1.15"
    assert human_levels([*low, Decimal(1)], [*[Decimal(2)] * 30, Decimal(4)])[0] == "-75–-57.5 %"
    found = confusion("h", "m", [(mark, mark, Decimal(2)) for mark in low], step=0.1)
    assert sum(found.counts[n][n] for n in range(len(found.levels))) == 30
    assert found.levels[0] <= Decimal("-0.75")
    assert found.beyond == 0


def test_one_try_is_too_few_for_a_spread_and_not_no_mark() -> None:
    found = spread(marks(1, 2, 1), answers=["a", "a", "a"], models=["m", "m", "n"])
    assert {one.model: one.deviation.undefined for one in found.models} == {
        "m": None,
        "n": UndefinedReason.TOO_FEW_MARKS,
    }
    silent = spread(marks(1, 2, None), answers=["a", "a", "a"], models=["m", "m", "n"])
    assert silent.models[1].deviation == Figure.none(UndefinedReason.NO_MARKS)


def test_a_maximum_that_is_not_known_is_not_called_no_marks(tmp_path: Path) -> None:
    known = table(marks(*[0, 1, 2] * 6), marks(*[0, 1, 1] * 6))
    partly = MarkTable(humans=known.humans, predicted=known.predicted, maxima=[None, *[Decimal(2)] * 17])
    page = page_of(partly, tmp_path)
    assert "– (a maximum is not known)" in page.text
    assert "no marks" not in page.text


@pytest.mark.parametrize(("value", "text"), [(-0.0001, "0.000"), (-0.0, "0.000"), (-0.0006, "−0.001")])
def test_nothing_is_written_with_a_minus(value: float, text: str) -> None:
    assert write_value(value, "coefficient", translator("en")) == text
    assert write_value(value, "share", translator("en")) == ("0.0%" if value > -0.0005 else "−0.1%")


def test_a_comparison_says_what_its_intervals_do_not(tmp_path: Path) -> None:
    expected: tuple[tuple[Language, str, str, str], ...] = (
        ("en", "one in twenty differences that are really zero excludes zero", "percentage points", "0.5"),
        ("fr", "une différence nulle sur vingt laisse zéro de côté", "points de pourcentage", "0,5"),
    )
    for language, chance, points, step in expected:
        first, second = two_runs()
        assert second.record is not None
        other = second.model_copy(update={"record": second.record.model_copy(update={"steps": (Decimal(1),)})})
        path, *_ = write_compared((first, other), tmp_path / f"{language}.html", language=language)
        page = read_page(path.read_text(encoding="utf-8"))
        differences = next(one for one in page.all("section") if one.attributes["aria-labelledby"] == "differences")
        assert chance in differences.text
        assert points in differences.text
        settings = next(one for one in page.all("section") if one.attributes["aria-labelledby"] == "settings")
        assert step in settings.text
