import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.evaluation import EvaluationItem, read_dataset
from bareme.evaluation.numbers import read_number
from bareme.evaluation.page_names import SubmittedPageName, parse_page_name

pytestmark = pytest.mark.smoke

LEVELS = [{"label": "Incorrect", "points": 0}, {"label": "Correct", "points": 2}]


def write(folder: Path, name: str, *lines: object) -> Path:
    path = folder / name
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def item(**fields: object) -> dict[str, object]:
    return {"question_id": "Q1", "maximum": 2, "human_marks": [{"rater": "A", "points": 1.5}], **fields}


def test_json_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "set.jsonl",
        {"dataset": {"name": "Mechanics", "licence": "CC BY 4.0"}},
        item(
            question="Why?",
            reference_answer="Inertia",
            criteria=[{"id": "c", "name": "inertia", "points": 2}],
            student_id="s1",
            answer="It rests.\u2028Still.",
            system_marks=[{"rater": "m", "points": 1, "confidence": 0.4, "criteria": {"c": 1}}],
        ),
        "",
        item(student_id="s2", pages=["s2.png"], human_marks=[]),
    )
    data = read_dataset(path)
    assert (data.name, data.licence, data.format, data.raters, data.systems) == (
        "Mechanics",
        "CC BY 4.0",
        "jsonl",
        ("A",),
        ("m",),
    )
    first, second = data.items
    assert (first.human_marks[0].points, first.criteria[0].name) == (Decimal("1.5"), "inertia")
    assert (first.system_marks[0].confidence, second.pages, second.answer) == (0.4, ("s2.png",), None)


def test_csv_with_semicolons_decimal_commas_and_line_breaks(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "set.csv",
        "# name: Optique",
        "# licence: CC0",
        "question_id;maximum;student_id;answer;pages;human:Mme A;human:M. B;system:m",
        'Q1;2;s1;"une\nlentille; convexe";;1,5;2;1',
        "Q1;2;s2;;a.png; b.png;0;NA;".replace("a.png; b.png", '"a.png; b.png"'),
    )
    data = read_dataset(path)
    assert (data.name, data.licence, data.raters) == ("Optique", "CC0", ("Mme A", "M. B"))
    first, second = data.items
    assert (first.answer, [mark.points for mark in first.human_marks]) == (
        "une\nlentille; convexe",
        [Decimal("1.5"), Decimal(2)],
    )
    assert (second.pages, [mark.rater for mark in second.human_marks], second.system_marks) == (
        ("a.png", "b.png"),
        ["Mme A"],
        (),
    )


def test_marks_given_as_labels(tmp_path: Path) -> None:
    rows = [
        item(levels=LEVELS, human_marks=[{"rater": "A", "label": "incorrect."}]),
        item(levels=LEVELS, human_marks=[{"rater": "A", "label": "Correct"}]),
    ]
    by_lines = read_dataset(write(tmp_path, "set.jsonl", *rows))
    quoted = json.dumps(LEVELS).replace('"', '""')
    table = ["question_id,maximum,levels,human:A", f'Q1,2,"{quoted}",incorrect.', f'Q1,2,"{quoted}",Correct']
    by_table = read_dataset(write(tmp_path, "set.csv", *table))
    for data in (by_lines, by_table):
        marks = [(one.human_marks[0].label, one.human_marks[0].points) for one in data.items]
        assert marks == [("Incorrect", 0), ("Correct", 2)]


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "set.jsonl",
        item(),
        "{",
        item(human_marks=[{"rater": "A", "points": 3}]),
        item(human_marks=[{"rater": "A", "points": "NaN"}]),
        item(step=1),
        item(human_marks=[{"rater": "A", "points": 1}, {"rater": "A", "points": 1}]),
        item(levels=LEVELS, human_marks=[{"rater": "A", "label": "so so"}]),
        item(colour="red"),
        "[]",
    )
    with pytest.raises(InvalidInput) as refused:
        read_dataset(path)
    lines = str(refused.value).split("\n")
    assert [line.split(":")[0] for line in lines] == [f"set.jsonl, line {n}" for n in range(2, 10)]
    assert "'NaN' is not a number" in lines[2]
    assert "off the step" in lines[3]
    assert "set.jsonl, ligne 2" in refused.value.explain("fr")


def test_a_bad_row_is_named_by_its_first_line(tmp_path: Path) -> None:
    rows = ["question_id,maximum,answer,human:A", 'Q1,2,"two\nlines",1', "Q1,2,x,five", "Q1,2,x,-1"]
    with pytest.raises(InvalidInput, match=r"line 4: .*'five'(.|\n)*line 5: "):
        read_dataset(write(tmp_path, "set.csv", *rows))


def test_a_hundred_bad_rows_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "set.csv", "question_id,human:A", *["Q1,bad"] * 100)
    with pytest.raises(InvalidInput, match="and 90 more"):
        read_dataset(path)


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("a.csv", ["question_id,human:A", "Q1,1,2"], "line 2"),
        ("a.csv", ["question_id,human:A,human:A", "Q1,1,2"], "'human:A' appears twice"),
        ("a.csv", ["question_id,human:A,colour", "Q1,1,2"], "unknown column 'colour'"),
        ("a.csv", ["question_id,human:A", '"Q1,1'], "line 2"),
        ("a.csv", ["question_id,human:A"], "no items"),
        ("a.csv", ["a,b", "1,2"], "no known format"),
        ("a.json", ['{"a": 1'], "line 1"),
        ("a.json", ["{}"], "no known format"),
        (
            "a.jsonl",
            [{**item(), "item_id": "7"}, {**item(), "item_id": "7"}],
            "line 2: the item '7' is already on line 1",
        ),
        ("a.jsonl", [{"dataset": {"name": "x"}}], "no items"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, name: str, lines: list[object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_dataset(write(tmp_path, name, *lines))


def test_latin_1_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("question_id,answer,human:A\nQ1,élève,1\n".encode("latin-1"))
    with pytest.raises(InvalidInput, match=r"line 2: not UTF-8 \(byte 30\)"):
        read_dataset(tmp_path / "a.csv", "csv")


def test_a_folder_is_its_one_file(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "words")
    write(tmp_path, "a.jsonl", item())
    assert read_dataset(tmp_path).name == "a"
    assert read_dataset(tmp_path, "jsonl").name == "a"
    write(tmp_path, "b.jsonl", item())
    with pytest.raises(InvalidInput, match="name one"):
        read_dataset(tmp_path)
    with pytest.raises(InvalidInput, match="name one"):
        read_dataset(tmp_path, "jsonl")


@given(st.decimals(min_value=-1000, max_value=1000, places=3))
def test_numbers_are_read_as_written(number: Decimal) -> None:
    for text in (str(number), str(number).replace(".", ",")):
        assert read_number(text) == number


@pytest.mark.parametrize("value", ["", "NaN", "inf", True, None, float("nan"), "1e999", "1 2", "0x1", [1]])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"number|can be"):
        read_number(value)


ITEMS = st.builds(
    EvaluationItem,
    question_id=st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=5),
    question=st.text(max_size=20),
    maximum=st.sampled_from([Decimal(2), Decimal("7.5"), None]),
    answer=st.none() | st.text(max_size=40),
    student_id=st.text(max_size=5),
)


@given(st.lists(ITEMS, min_size=1, max_size=5))
def test_items_come_back_from_json_lines(tmp_path_factory: pytest.TempPathFactory, items: list[EvaluationItem]) -> None:
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    path.write_text("\n".join(one.model_dump_json() for one in items), encoding="utf-8")
    found = read_dataset(path).items
    assert [one.model_copy(update={"line": 0}) for one in found] == items
    assert [one.line for one in found] == list(range(1, len(items) + 1))


@pytest.mark.parametrize(
    "name",
    [
        "../s2.png",
        "a/../../s2.png",
        "/etc/passwd",
        "~/s2.png",
        "C:/s2.png",
        "scans\\s2.png",
        "file:///etc/passwd",
        "https://marks.example/s2.png",
        "s2\u202egnp.exe",
        "s2.png\x00.pdf",
        " ",
        "s2.pdf#page=0",
        "s2.pdf#page=3-2",
        "s2.pdf#page=two",
    ],
)
def test_what_is_no_name_of_a_page_beside_the_set_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, "set.jsonl", item(pages=["s1.png"]), item(pages=["s1.png", name]))
    with pytest.raises(InvalidInput, match=r"\Aset.jsonl, line 2: 'pages': "):
        read_dataset(path)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("s2.png", SubmittedPageName("s2.png")),
        ("class 3/../s2 #4.pdf", SubmittedPageName("class 3/../s2 #4.pdf")),
        ("s2.pdf#page=3", SubmittedPageName("s2.pdf", 3, 3)),
        ("s2.pdf#page=3-12", SubmittedPageName("s2.pdf", 3, 12)),
    ],
)
def test_a_name_of_a_page(name: str, meant: SubmittedPageName) -> None:
    assert parse_page_name(name) == meant
