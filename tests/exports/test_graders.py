import pytest

from bareme.domain.graders import agreement_of
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, export, read_json
from tests.exports.conftest import NAMES


def test_graders_are_compared_in_json_only_where_they_are_named(session, at):
    assert read_json(export(session, ExportFormat.JSON, generated_at=at)).graders is None
    named = read_json(export(session, ExportFormat.JSON, generated_at=at, grader_names=NAMES))
    assert named.graders == agreement_of(session, NAMES)
    assert [pair.first.grader for pair in named.graders.pairs] == ["offline:lexical"]


def test_the_sheet_of_graders_is_there_only_where_they_are_named(french, english, sheets):
    assert "Correcteurs" not in sheets(french)
    assert list(sheets(english, grader_names=NAMES))[-2:] == ["Graders", "History"]


def test_the_sheet_of_graders_has_a_row_a_scope(french, sheets):
    header, *rows = sheets(french, grader_names=NAMES)["Correcteurs"]
    (pair,) = agreement_of(french, NAMES).pairs
    assert [row[2] for row in rows[:6]] == ["toutes les questions", "1.a", "1.b", "2", "3", "totaux"]
    everything, constant, totals = (dict(zip(header, rows[i], strict=True)) for i in (0, 2, 5))
    assert everything["Premier correcteur"] == "offline:lexical"
    assert everything["Notes communes"] == pair.marks.pairs
    assert everything["Kappa quadratique"] == pytest.approx(pair.marks.kappa.value)
    assert everything["Biais"] == pytest.approx(pair.marks.bias.mean.value)
    assert totals["CCI(2,1)"] == pytest.approx(pair.totals.intraclass.value)
    # Both graders give the same for 1.b: there is nothing to estimate an interval from.
    assert constant["Biais, borne basse"] == "sans variation"


def test_a_grader_alone_is_compared_with_nobody(one_text, sheets):
    assert "Correcteurs" not in sheets(one_text("x"), grader_names={"c01": {"A": "openai:gpt-x"}})


def test_the_sheet_of_statistics_says_what_is_undefined(french, one_text, sheets):
    figures = session_result(french).statistics
    shown = sheets(french)["Statistiques"]
    assert shown[11][:2] == ["Alpha de Cronbach", pytest.approx(figures.reliability.alpha.value)]
    assert shown[12][:2] == ["Erreur type de mesure", pytest.approx(figures.reliability.standard_error.value)]
    assert shown[1][13:17] == ["Discrimination", "Sans réponse", "Illisible", "Non traitée"]
    assert [row[13] for row in shown[2:6]] == [pytest.approx(one.discrimination.value) for one in figures.questions]
    alone = sheets(one_text("x"))["Statistiques"]
    assert (alone[11][1], alone[2][13]) == ("trop peu de notes", "trop peu de questions")
