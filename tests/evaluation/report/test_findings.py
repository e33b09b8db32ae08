"""What is drawn, against figures found by hand."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bareme.domain.points import Language
from bareme.evaluation.report import MarkedAnswer, ReportMaterial, write_report
from bareme.evaluation.report.bland_altman import bland_altman
from bareme.evaluation.report.confusion import confusion
from bareme.evaluation.report.disagreements import largest_disagreements
from bareme.evaluation.report.findings import Pairs
from tests.evaluation.report.examples import bare_material
from tests.evaluation.report.pages import read_page


def _pairs(*rows: tuple[str, str, str | None]) -> Pairs:
    return [(Decimal(one), Decimal(two), None if most is None else Decimal(most)) for one, two, most in rows]


def test_confusion_on_the_step_grid() -> None:
    found = confusion(
        "h", "m", _pairs(("0", "0.5", "2"), ("1", "1", "2"), ("1", "1.2", "2"), ("2", "2.5", "2")), step=0.5
    )
    assert found.levels == (0, Decimal("0.5"), 1, Decimal("1.5"), 2)
    assert [list(row) for row in found.counts] == [
        [0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 2, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]
    assert (found.moved, found.beyond, found.shares) == (1, 1, False)


def test_confusion_where_maxima_differ_is_in_shares_that_hold_every_step() -> None:
    found = confusion("h", "m", _pairs(("1", "0", "2"), ("1", "2", "3")), step=1)
    assert found.shares
    assert [round(float(level), 4) for level in found.levels] == [round(part / 6, 4) for part in range(7)]
    assert found.counts[3][0] == 1  # a half, nothing
    assert found.counts[2][4] == 1  # a third, two thirds
    assert found.moved == 0
    thousand = confusion("h", "m", _pairs(("1", "0", "7"), ("10", "11", "11")), step=1)
    assert len(thousand.levels) == 11


def test_confusion_without_a_maximum_keeps_to_what_can_be_read() -> None:
    found = confusion("h", "m", _pairs(("0", "0", None), ("100", "50", None)), step=1)
    assert len(found.levels) <= 21
    assert sum(map(sum, found.counts)) == 2


MARKS = st.integers(0, 12).map(lambda quarter: Decimal(quarter) / 4)


@given(rows=st.lists(st.tuples(MARKS, MARKS, st.sampled_from([Decimal(3), Decimal(4), None])), min_size=1))
def test_every_pair_is_in_one_cell(rows: Pairs) -> None:
    found = confusion("h", "m", rows, step=0.25)
    assert sum(map(sum, found.counts)) == len(rows)
    assert len(found.counts) == len(found.levels) <= 21
    if not found.moved and not found.beyond:
        assert sum(found.counts[i][i] for i in range(len(found.levels))) == sum(one == two for one, two, _ in rows)


def test_limits_of_agreement() -> None:
    # Differences 1, 2, 3: mean 2, standard deviation 1.
    found = bland_altman("h", "m", _pairs(("0", "1", None), ("0", "2", None), ("0", "3", None)))
    assert found.bias.value == 2
    assert found.low.value == pytest.approx(0.04)
    assert found.high.value == pytest.approx(3.96)
    assert [(place.mean, place.difference, place.count) for place in found.places] == [
        (0.5, 1, 1),
        (1, 2, 1),
        (1.5, 3, 1),
    ]
    alone = bland_altman("h", "m", _pairs(("0", "1", None)))
    assert (alone.bias.value, alone.low.value, alone.low.undefined) == (1, None, "too_few_marks")


def test_many_places_are_counted_on_a_grid() -> None:
    rows = _pairs(*((str(n), str(n + n % 7 + n / 1000), None) for n in range(600)))
    found = bland_altman("h", "m", rows)
    assert found.rounded
    assert len(found.places) <= 24 * 24
    assert sum(place.count for place in found.places) == 600


def _row(held: str | None, points: str | None, **more: object) -> MarkedAnswer:
    humans = {"t": None if held is None else Decimal(held)}
    return MarkedAnswer(humans=humans, points=None if points is None else Decimal(points), **more)  # type: ignore[arg-type]


def test_the_worst_come_first_and_an_answer_once() -> None:
    rows = [
        _row("1", "1", item_id="right", maximum=Decimal(2)),
        _row("4", "2", item_id="half of four", maximum=Decimal(4), confidence=0.2),
        _row("2", "1", item_id="half of two, surer", maximum=Decimal(2), confidence=0.9),
        _row("0", "2", item_id="all", maximum=Decimal(2), attempt="1"),
        _row("0", "1", item_id="all", maximum=Decimal(2), attempt="2"),
        _row("0", None, item_id="no mark", maximum=Decimal(2)),
        _row(None, "2", item_id="no human", maximum=Decimal(2)),
    ]
    found, count = largest_disagreements(rows, "t", shown=2)
    assert [one.item_id for one in found] == ["all", "half of two, surer"]
    assert count == 3
    assert (found[0].difference, found[0].held, [other.attempt for other in found[0].others]) == (2, 0, ["2"])


def test_the_mean_of_people_is_none_where_one_is_missing() -> None:
    both = MarkedAnswer(humans={"a": Decimal(1), "b": Decimal(2)}, points=None)
    one = MarkedAnswer(humans={"a": Decimal(1), "b": None}, points=None)
    assert (both.reference_mark("mean"), one.reference_mark("mean"), one.reference_mark("a")) == (
        Decimal("1.5"),
        None,
        1,
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_markdown(full: ReportMaterial, tmp_path: Path, snapshot: SnapshotAssertion, language: Language) -> None:
    _, text, _ = write_report(full, tmp_path / "r.html", language=language, disagreements=2)
    assert text.read_text(encoding="utf-8") == snapshot


def test_structure(full: ReportMaterial, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    page, *_ = write_report(full, tmp_path / "r.html", language="en", disagreements=2)
    tree = read_page(page.read_text(encoding="utf-8"))
    outline = [f"{node.tag}: {node.text}" for node in tree.all("h1", "h2", "h3", "caption", "desc", "dt")]
    assert outline == snapshot


def test_the_same_marks_give_the_same_bytes(full: ReportMaterial, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_report(full, tmp_path / "a" / "r.html", language="fr")]
    again = [path.read_bytes() for path in write_report(full, tmp_path / "b" / "r.html", language="fr")]
    assert first == again


def test_json_holds_what_the_page_shows(hostile: ReportMaterial, tmp_path: Path) -> None:
    *_, data = write_report(hostile, tmp_path / "r.html", language="en", disagreements=3)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    found = json.loads(data.read_bytes(), parse_constant=refuse)
    assert found["metrics"] == json.loads(hostile.metrics.model_dump_json())
    assert len(found["disagreements"]) == 3
    assert found["statuses"] == {"unreadable": 2}
    assert [line["grader"] for line in found["usage"]] == ["openai:large", "local:small"]
    differences = found["bland_altman"][0]
    assert sum(place["count"] for place in differences["places"]) == differences["pairs"]


def test_what_is_undefined_says_why(tmp_path: Path) -> None:
    page, text, _ = write_report(bare_material(), tmp_path / "r.html", language="en")
    markdown = text.read_text(encoding="utf-8")
    assert "Quadratic weighted kappa | – (no variation)" in markdown
    for sentence in ("one person marked.", "no maximum is known.", "no confidence is given.", "No mark differs"):
        assert sentence in markdown
    assert "nan" not in page.read_text(encoding="utf-8").lower().replace("financ", "")
