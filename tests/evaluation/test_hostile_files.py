"""Files of any content: each is read, or refused in plain words with file and line, in both languages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.evaluation import FORMATS, FormatName, read_dataset

HEADER = "question_id,maximum,answer,human:A"


def item(**values: object) -> dict[str, object]:
    return {"question_id": "Q1", "maximum": 2, "answer": "a", "human_marks": [{"rater": "A", "points": 1}], **values}


def line(**values: object) -> str:
    return json.dumps(item(**values))


ATHENA = {"id": 1, "max_points": 10, "problem_statement": "Why?", "submissions": [{"id": 2, "text": "a", "score": 50}]}
ALICE = {
    "question_id": "1",
    "question": "?",
    "answer": "a",
    "rubric": {"Correct": "x", "Incorrect": "y"},
    "score": "Correct",
}

REFUSED: list[tuple[str, str | bytes, str, str]] = [
    # What the file is, its content, what is said in English, and in French.
    ("utf16.csv", f"{HEADER}\nQ1,2,a,1\n".encode("utf-16"), "UTF-16, not UTF-8", "en UTF-16, pas en UTF-8"),
    ("utf16.jsonl", line().encode("utf-16"), "UTF-16, not UTF-8", "en UTF-16, pas en UTF-8"),
    ("latin1.csv", f"{HEADER}\nQ1,2,élève,1\n".encode("latin-1"), "line 2: not UTF-8", "ligne 2 : pas en UTF-8"),
    ("latin1.jsonl", f"{line()}\n{line()}\n".encode() + b'{"answer": "\xe9"}', "line 3: not UTF-8", "ligne 3 : pas"),
    ("empty.csv", "", "is empty", "est vide"),
    ("blank.csv", "\n \n", "is empty", "est vide"),
    ("empty.jsonl", "", "no items", "aucune réponse"),
    ("marks.xlsx", b"PK\x03\x04\xff\xfe", "not UTF-8", "pas en UTF-8"),
    ("commas.csv", f"{HEADER}\nQ1,2,a,1,5\nQ1,2,a,1\nQ1,2\n", "line 2: 5 cells, but", "ligne 2 : 5 cellules sous"),
    ("commas.csv", f"{HEADER}\nQ1,2,a,1,5\nQ1,2,a,1\nQ1,2\n", "line 4: 2 cells, but", "ligne 4 : 2 cellules sous"),
    ("quote.csv", f'{HEADER}\nQ1,2,a,1\nQ1,2,"a,1\n', "line 3: a quotation mark", "ligne 3 : un guillemet"),
    ("large.csv", f"{HEADER}\nQ1,2,{'x' * 16_000_001},1\n", "line 2: a cell is longer than", "ligne 2 : une cellule"),
    ("nameless.csv", "question_id,,human:A\nQ1,,1\n", "a column has no name", "colonne sans nom"),
    ("rater.csv", "question_id,human:\nQ1,1\n", "must not be empty", "ne doit pas être vide"),
    ("levels.csv", f"{HEADER},levels\nQ1,2,a,1,{{oops\n", "line 2: 'levels': not JSON", "'levels' : pas du JSON"),
    ("levels.csv", f"{HEADER},levels\nQ1,2,a,1,[1]\n", "line 2: 'levels.0': must be an object", "doit être un objet"),
    (
        "ids.csv",
        f"item_id,{HEADER}\ni,Q1,2,a,1\nj,Q1,2,a,1\ni,Q1,2,a,1\n",
        "line 4: the item 'i' is already on line 2",
        "ligne 4",
    ),
    (
        "ids.jsonl",
        f"{line(item_id='i')}\n\n{line(item_id='i')}",
        "line 3: the item 'i' is already on line 1",
        "déjà à la ligne 1",
    ),
    ("broken.jsonl", f'{line()}\n{{"a": \n', "line 2: not JSON at character 7", "ligne 2 : pas du JSON au caractère 7"),
    ("deep.jsonl", "[" * 100_000, "line 1: nested too deeply", "ligne 1 : trop d’imbrications"),
    ("deep.json", "[" * 100_000, "nested too deeply", "trop d’imbrications"),
    (
        "digits.jsonl",
        line(maximum=2)[:-1] + ', "step": ' + "9" * 5000 + "}",
        "line 1: a number has too many",
        "chiffres",
    ),
    ("twice.jsonl", line()[:-1] + ', "question_id": "Q2"}', "line 1: the name 'question_id' is repeated", "en double"),
    ("twice.json", '{"s1": {"Q1": 1},\n "s1": {"Q1": 2}}', "the name 's1' is repeated", "'s1' est en double"),
    ("half.jsonl", line(answer="\ud800"), "line 1: a string contains a lone surrogate", "ligne 1 : un demi-caractère"),
    ("about.jsonl", f'{{"dataset": "x"}}\n{line()}', "line 1: 'dataset' must be an object", "doit être un objet"),
    ("about.jsonl", f'{{"dataset": null}}\n{line()}', "line 1: 'dataset' must be an object", "doit être un objet"),
    ("list.jsonl", f"{line()}\n[1]", "line 2: expected an object", "un objet est attendu"),
    ("levels.jsonl", line(levels=[1, 2]), "'levels.0': must be an object", "'levels.0' : doit être un objet"),
    ("levels.jsonl", line(levels={"a": 1}), "'levels': must be a list", "'levels' : doit être une liste"),
    ("levels.jsonl", line(levels=[{"label": "a"}]), "'levels.0.points': is missing", "'levels.0.points' : manque"),
    (
        "level.jsonl",
        line(levels=[{"label": "a", "points": 0}], human_marks=[{"rater": "A", "label": "x"}]),
        "'x' is not one of the levels",
        "'x' n’est aucun des niveaux",
    ),
    ("marks.jsonl", line(human_marks=[{"rater": "A", "label": "x"}]), "'human_marks.0.points': is missing", "manque"),
    ("marks.jsonl", line(human_marks=[1]), "'human_marks.0': must be an object", "doit être un objet"),
    ("marks.jsonl", line(human_marks=None), "'human_marks': must be a list", "doit être une liste"),
    ("marks.jsonl", line(human_marks=[{"rater": "A", "points": "two"}]), "'two' is not a number", "pas un nombre"),
    (
        "marks.jsonl",
        line(human_marks=[{"rater": "A", "points": 3}]),
        "3 of 'A' is not between 0 and 2",
        "n’est pas entre 0 et 2",
    ),
    (
        "marks.jsonl",
        line(human_marks=[{"rater": "A", "points": 1}] * 2),
        "a rater can mark an answer only once",
        "une seule fois",
    ),
    ("step.jsonl", line(step=0.3), "not a multiple of the step 0.3", "hors du pas de 0,3"),
    ("step.jsonl", line(step=0), "'step': must be above 0", "'step' : doit être au-dessus de 0"),
    ("range.jsonl", line(minimum=2), "the minimum 2 is not below the maximum 2", "n’est pas sous le maximum"),
    ("pages.jsonl", line(answer=None, pages=["/etc/passwd"]), "is not a path relative to", "ne part pas du dossier"),
    ("athena.json", json.dumps({**ATHENA, "submissions": {"a": "b"}}), "unknown format", "aucun format connu"),
    (
        "athena.json",
        json.dumps({**ATHENA, "submissions": [1]}),
        "submission 1: must be an object",
        "doit être un objet",
    ),
    ("athena.json", json.dumps({**ATHENA, "max_points": 0}), "'max_points': must be above 0", "au-dessus de 0"),
    ("athena.json", json.dumps({**ATHENA, "max_points": "x"}), "'x' is not a number", "n’est pas un nombre"),
    ("alice.json", json.dumps([ALICE, 3]), "[1]: must be an object", "[1] : doit être un objet"),
    (
        "alice.json",
        json.dumps([ALICE, {**ALICE, "rubric": []}]),
        "[1]: 'rubric': must be an object",
        "doit être un objet",
    ),
    (
        "alice.json",
        json.dumps([ALICE, {**ALICE, "rubric": {}}]),
        "[1]: 'rubric': must not be empty",
        "ne doit pas être vide",
    ),
    ("alice.json", json.dumps([ALICE, {"question_id": "1"}]), "[1]: 'question': is missing", "'question' : manque"),
    (
        "map.json",
        '{"s1": {"Q1": 1}, "s2": 3}',
        "s2: expected a mapping from questions to marks",
        "s2 : des notes par question",
    ),
    ("export.json", '{"export_metadata": {}}', "export.json: this is not a JSON export", "export.json : "),
]


@pytest.mark.parametrize(
    ("name", "content", "english", "french"), REFUSED, ids=[f"{n}-{row[0]}" for n, row in enumerate(REFUSED)]
)
def test_it_is_said_plainly_what_is_wrong_and_where(
    tmp_path: Path, name: str, content: str | bytes, english: str, french: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InvalidInput) as refused:
        read_dataset(path)
    said = {language: refused.value.explain(language) for language in ("en", "fr")}
    assert english in said["en"]
    assert french in said["fr"].replace("\u00a0", " ")
    assert all(one.startswith(name) for text in said.values() for one in text.split("\n"))


def test_a_folder_without_data_files_says_what_would_be_one(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "set.jsonl").write_text(line())
    (tmp_path / "odd.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"no data file \(\.csv, .*\) directly in the folder"):
        read_dataset(tmp_path)


def test_columns_that_a_named_format_needs_are_named(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("id,b\n1,2\n")
    missing: dict[FormatName, str] = {"mohler": "question_id", "semeval-5way": "label_5way", "rsmtool": "human1"}
    for fmt, column in missing.items():
        with pytest.raises(InvalidInput, match=rf"set\.csv: no column '{column}'"):
            read_dataset(tmp_path / "set.csv", fmt)
    (tmp_path / "answers.tsv").write_text("id\tanswer\tscore\n1\ta\t2\n")
    (tmp_path / "questions.tsv").write_text("id\tq\n1\tx\n")
    with pytest.raises(InvalidInput, match=r"questions\.tsv: no column 'question'"):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        f"# name: N\n# licence: L\n\n{HEADER}\nQ1,2,a,1\n",
        f"\ufeff# name: N\r\n# licence: L\r\n{HEADER}\r\nQ1,2,a,1\r\n".replace(",", ";"),
        f"\n# name: N\n# licence: L\n\n{HEADER}\n\nQ1,2,a,1\n,,,\n\n".replace(",", "\t"),
    ],
)
def test_blank_lines_and_rows_are_no_items(tmp_path: Path, text: str) -> None:
    (tmp_path / "set.csv").write_text(text, encoding="utf-8", newline="")
    data = read_dataset(tmp_path / "set.csv")
    assert (data.name, data.licence, len(data.items)) == ("N", "L", 1)


@pytest.mark.parametrize("name", ["set.csv", "set.jsonl", "set.json", "answers.tsv", "set.txt"])
@pytest.mark.parametrize("fmt", [None, *FORMATS])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path: Path, name: str, fmt: FormatName | None, data: st.DataObject
) -> None:
    content = data.draw(st.one_of(st.binary(max_size=60), _texts()))
    (tmp_path / "questions.tsv").write_text("id\tquestion\n1\tWhy?\n")
    (tmp_path / name).write_bytes(content)
    said = [name]
    try:
        assert read_dataset(tmp_path / name, fmt).items
    except InvalidInput as refused:
        said = [str(refused), refused.explain("fr")]
    assert all(name in text or "questions" in text for text in said)


def _texts() -> st.SearchStrategy[bytes]:
    """JSON and tables of the fields that some format has."""
    names = ["question_id", "question", "answer", "maximum", "human_marks", "levels", "rubric", "score", "submissions"]
    names += ["max_points", "problem_statement", "id", "human1", "system", "human:A", "label_5way", "references", "me"]
    leaf: st.SearchStrategy[Any]
    leaf = st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=4) | st.just([])
    value = st.recursive(leaf, _nested(names), max_leaves=8)
    rows = st.lists(st.lists(st.sampled_from(["", "1", "x", '"', "é", "NaN", "[1]", "{"]), max_size=5), max_size=4)
    table = st.tuples(st.lists(st.sampled_from(names), max_size=6), rows, st.sampled_from(",;\t"))
    return st.one_of(
        value.map(lambda found: json.dumps(found).encode()),
        st.lists(value, max_size=3).map(lambda found: "\n".join(map(json.dumps, found)).encode()),
        table.map(lambda found: "\n".join(found[2].join(row) for row in [found[0], *found[1]]).encode()),
    )


def _nested(names: list[str]) -> Callable[[st.SearchStrategy[object]], st.SearchStrategy[object]]:
    return lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names) | st.text(max_size=3), inner, max_size=5)
    )
