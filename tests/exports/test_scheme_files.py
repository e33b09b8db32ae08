"""Schemes as files: what was written reads back identical, and what people type by hand reads too."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.criteria import Criterion, CriterionKind, Level
from bareme.domain.scheme import GradingScheme, Question
from bareme.errors import InvalidInput
from bareme.exports import SchemeFormat, read_scheme, scheme_format, write_scheme
from tests.domain.strategies import points

TEXTS = st.text(
    st.sampled_from("=+-@'\"\t\r\n;, \\$^{}_ÉéœA1²√\x0c\x00\ufeff") | st.characters(codec="utf-8"), max_size=12
)
NAMES = TEXTS.filter(bool)
SIGNED = st.decimals(-50, 50, places=2)
LEVELS = st.builds(Level, points=SIGNED, description=NAMES)
CRITERIA = st.builds(
    lambda kind, levels, **fields: Criterion(
        kind=kind if levels or kind is not CriterionKind.LEVELS else CriterionKind.RANGE, levels=levels, **fields
    ),
    kind=st.sampled_from(CriterionKind),
    levels=st.lists(LEVELS, max_size=3).map(tuple),
    id=NAMES,
    name=NAMES,
    points=SIGNED,
    description=TEXTS,
    bonus=st.booleans(),
    group=TEXTS,
)
FIELDS = {
    "id": NAMES,
    "label": TEXTS,
    "coefficient": st.decimals("0.01", 100, places=2),
    "follow_through": st.booleans(),
    "text": TEXTS,
    "expected_answer": TEXTS,
    "guidelines": TEXTS,
    "criteria": st.lists(CRITERIA, max_size=2).map(tuple),
}
LEAVES = st.builds(Question, max_points=points(), **FIELDS)
QUESTIONS = st.recursive(
    LEAVES,
    lambda parts: st.builds(
        lambda parts, best_of, **fields: Question(parts=parts, best_of=best_of and min(best_of, len(parts)), **fields),
        parts=st.lists(parts, min_size=1, max_size=3).map(tuple),
        best_of=st.none() | st.integers(1, 3),
        max_points=st.none() | points(),
        **FIELDS,
    ),
    max_leaves=5,
)
SCHEMES = st.builds(
    GradingScheme,
    name=TEXTS,
    version=st.integers(1, 999_999_999),
    deleted=st.booleans(),
    printed_total=st.none() | points(),
    questions=st.lists(QUESTIONS, min_size=1, max_size=3).map(tuple),
)


@given(SCHEMES, st.sampled_from(SchemeFormat), st.sampled_from(["fr", "en"]))
def test_what_was_written_reads_back_identical(scheme, fmt, language):
    assert read_scheme(write_scheme(scheme, fmt, language), fmt) == scheme


def test_a_long_text_reads_back():
    scheme = GradingScheme(questions=(Question(id="1", max_points=Decimal(1), text="x" * 100_000),))
    assert read_scheme(write_scheme(scheme, SchemeFormat.CSV, "fr"), SchemeFormat.CSV) == scheme


@given(SCHEMES)
def test_no_cell_is_a_formula(scheme):
    text = write_scheme(scheme, SchemeFormat.CSV, "en").decode("utf-8-sig")
    titles, *rows = csv.reader(io.StringIO(text, newline=""))
    numbers = {"Points", "Depth", "Coefficient", "Best parts counted", "Version"}
    for row in rows:
        for title, cell in zip(titles, row, strict=True):
            if title not in numbers:
                assert not cell.startswith(("=", "+", "-", "@"))


def test_a_french_spreadsheet_reads_it_as_it_is():
    law = Criterion(id="a", name="Loi", points=Decimal("1.5"), kind=CriterionKind.ALL_OR_NOTHING, group="g")
    scheme = GradingScheme(
        name="Énergie", questions=(Question(id="1", max_points=Decimal("2.5"), criteria=(law,), follow_through=True),)
    )
    lines = write_scheme(scheme, SchemeFormat.CSV, "fr").decode().split("\r\n")
    assert lines[0].startswith("\ufeffLigne;Niveau;Identifiant;Intitulé;Points;")
    assert lines[1:] == [
        "barème;;;Énergie;;;;;;;;;;;1;",
        "question;1;1;;2,5;;;;;;oui;;;;;",
        "critère;;a;Loi;1,5;;;;;;;tout ou rien;;g;;",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Question;Points\nQ1;5\nQ2;2,5\n",
        "question,points\r\nQ1,5\r\n\r\nQ2,2.50\r\n",
        "Barème\tIdentifiant\n5\tQ1\n2,5\tQ2",
        'Remarque;ID;Points\nx;"Q1";5\n;Q2;2,5',
    ],
)
def test_a_plain_table_is_a_scheme(text):
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("cp1252")):
        scheme = read_scheme(data, SchemeFormat.CSV)
        assert [(q.id, q.max_points) for q in scheme.questions] == [("Q1", 5), ("Q2", Decimal("2.5"))]


def test_parts_follow_their_depth():
    text = "ID,Depth,Points\n1,1,\n1.a,2,\n1.a.i,3,1\n1.b,2,2\n2,1,3\n"
    scheme = read_scheme(text.encode(), SchemeFormat.CSV)
    assert [question.id for question in scheme.walk()] == ["1", "1.a", "1.a.i", "1.b", "2"]
    assert scheme.total == 6


HEAD = "Row,Depth,ID,Name,Points,Coefficient,Bonus,Criterion kind,Text\n"


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("", "the file is empty", "le fichier est vide"),
        ("Nom;Note\na;1\n", "line 1: a column 'ID' or 'Name'", "ligne 1\u00a0: il faut une colonne"),
        (HEAD, "the file contains no question", "aucune question"),
        (
            HEAD + "question,1,a,,1\nquestion,1,b,,abc\n",
            "line 3, column 'Points': 'abc'",
            "colonne «\u00a0Points\u00a0»\u00a0: «\u00a0abc\u00a0»",
        ),
        (HEAD + 'question,1,a,"x\ny",1\nquestion,1,b,,1.234', "line 4, column 'Points'", "ligne 4"),
        (HEAD + "question,1,a,,\n", "line 2, column 'Points': question 'a' has neither", "ligne 2"),
        (HEAD + "question,1,,,1\n", "line 2, column 'ID': must not be empty", "ligne 2, colonne «\u00a0ID\u00a0»"),
        (HEAD + "question,2,a,,1\n", "column 'Depth': no question above it is at depth 1", "au niveau 1"),
        (HEAD + "question,x,a,,1\n", "column 'Depth': 'x' is not a whole number", "nombre entier"),
        (HEAD + "question,1,a,,1,0\n", "column 'Coefficient': must be above 0", "ligne 2"),
        (HEAD + "thing,1,a,,1\n", "column 'Row': 'thing' is not one of", "«\u00a0thing\u00a0» n’est pas l’un de"),
        (HEAD + "criterion,,a,a,1\n", "line 2, column 'Row': it belongs to no question", "ni question ni critère"),
        (HEAD + "question,1,a,,1\nlevel,,,,1\n", "line 3, column 'Row'", "ligne 3"),
        (HEAD + "question,1,a,,1\ncriterion,,c,c,\n", "line 3, column 'Points': '' is not a number", "ligne 3"),
        (HEAD + "question,1,a,,1\ncriterion,,c,c,1,,perhaps\n", "column 'Bonus': 'perhaps'", "«\u00a0perhaps\u00a0»"),
        (HEAD + "question,1,a,,1\ncriterion,,c,c,1,,,any\n", "column 'Criterion kind': 'any'", "«\u00a0any\u00a0»"),
        (HEAD + "question,1,a,,1\ncriterion,,c,c,1,,,levels\n", "is of kind 'levels' but has no levels", "ligne 3"),
        (HEAD + "question,1,a,,1\ncriterion,,{0},{0},1,,,levels\n", "criterion '{0}'", "ligne 3"),
        (
            HEAD + "question,1,a,,1\ncriterion,,c,c,1\nlevel,,,,1\n",
            "line 4, column 'Text'",
            "ligne 4, colonne «\u00a0Text\u00a0»",
        ),
    ],
)
def test_a_fault_names_its_line_and_column(text, english, french):
    with pytest.raises(InvalidInput) as refused:
        read_scheme(text.encode(), SchemeFormat.CSV)
    assert english in refused.value.explain("en")
    assert french in refused.value.explain("fr")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"questions": [\n  {"id": "1",}\n]}', "line 2, column"),
        ("[]", "the file: must be an object"),
        ('{"questions": [{"id": "1", "max_points": NaN}]}', "questions[0].max_points"),
        ('{"questions": []}', "questions: must not be empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_json_file_at_fault_is_refused(text, told):
    with pytest.raises(InvalidInput, match=told.replace("[", r"\[")):
        read_scheme(text.encode(), SchemeFormat.JSON)
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_scheme("é".encode("latin-1"), SchemeFormat.JSON)


def test_a_file_s_format_is_in_its_name():
    assert scheme_format("Barème.CSV") is SchemeFormat.CSV
    assert scheme_format("a.b.json") is SchemeFormat.JSON
    assert scheme_format("Q1: 5, Q2: 3.5") is None
