"""An .xlsx workbook with the marks in it: only the cells for them change, in the XML itself."""

import io
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.school_files import Outcome
from tests.rosters.exports import CLASS, Pupil, ods
from tests.school_files.test_filling import HOSTILE, MARKS, filled, mark_of, outcomes
from tests.school_files.workbooks import RICH, STRICT, Value, Written, cells_of, members, value_of, workbook

SHEET, LIST = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TITLES: list[Value] = ["Nom", "Prénom", "N°", "Classe", "Note /20", "Rang", "Appréciation", "Visa"]


def rows(mark: Value = None, feedback: Value = None) -> list[list[Value]]:
    head: list[list[Value]] = [["Classe de 3e B", *[None] * 7], list(TITLES)]
    return [
        *head,
        *([p.family, p.given, p.number, p.group, mark, "=RANK(E3,E$3:E$9)", feedback, HOSTILE[1:]] for p in CLASS),
    ]


def changes(before: bytes, after: bytes) -> dict[str, bytes]:
    """Return the cells of the sheet that are other than before. Nothing else is but the request to compute again."""
    old, new = members(before), members(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} <= {SHEET, LIST}
    assert [facts for _, facts in old.values()] == [facts for _, facts in new.values()]
    assert b'fullCalcOnLoad="1"' in new[LIST][0]
    was, now = cells_of(old[SHEET][0]), cells_of(new[SHEET][0])
    assert was[""] == now[""]
    assert list(was) == [name for name in now if name in was]
    return {name: now[name] for name in now if now[name] != was.get(name)}


WRITTEN = {
    "everything that Excel writes": RICH,
    "texts in the cells": Written(inline=True),
    "a prefix, as the Open XML SDK writes": Written(prefix="x:", calculation=""),
    "strict": Written(namespace=STRICT),
    "UTF-16": Written(encoding="UTF-16"),
    "Latin-1": Written(encoding="ISO-8859-1"),
    "no calcPr": Written(calculation=""),
    "calcPr that says no": Written(calculation='<calcPr fullCalcOnLoad="0" calcMode="manual"/>'),
    "not compressed": Written(stored=True),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("mark", [None, "!", 7.5, "-", ""])
def test_only_the_cells_of_the_marks_change(name: str, mark: Value) -> None:
    before = workbook(rows(mark), WRITTEN[name])
    file = filled(before, mark="Note")
    changed = changes(before, file.data)
    style = "2" if name == "everything that Excel writes" else None
    assert {cell: value_of(source) for cell, source in changed.items()} == {
        f"E{3 + place}": (f"{8 + place / 4:g}", None, style) for place in range(len(CLASS))
    }
    assert (file.sheet, set(outcomes(file)), file.maximum) == ("Élèves", {Outcome.WRITTEN}, 20)
    assert [row.mark for row in file.rows] == [f"{8 + place / 4:g}".replace(".", ",") for place in range(len(CLASS))]
    assert [row.replaces_mark for row in file.rows] == [mark == 7.5] * len(CLASS)
    again = filled(file.data, mark="Note")
    assert again.data == file.data
    assert not any(row.replaces_mark for row in again.rows)


def test_cells_that_say_not_where_they_are() -> None:
    before = workbook(rows(), Written(references=False))
    changed = changes(before, filled(before, mark="Note").data)
    assert [value_of(source)[0] for source in changed.values()] == [f"{8 + n / 4:g}" for n in range(len(CLASS))]


def test_rows_in_which_the_cell_is_missing_and_rows_without_cells() -> None:
    sheet: list[list[Value]] = [*rows("!"), [], ["DURAND", "Ève", "77", "", "!"]]
    written = replace(RICH, row_attributes=' s="1" customFormat="1"')
    before = workbook(sheet, written)
    eve = mark_of(Pupil("DURAND", "Ève", "77"))
    changed = changes(before, filled(before, [*MARKS, eve], mark="Note").data)
    assert [value_of(source)[2] for source in changed.values()] == ["1"] * 8


def test_feedback_is_text_whatever_it_looks_like() -> None:
    marks = [mark_of(CLASS[0], 8, feedback=HOSTILE), mark_of(CLASS[2], 9, feedback=" a < b & c\n_x0041_ \x07")]
    before = workbook(rows(None, "bien"), RICH)
    file = filled(before, marks, mark="Note", feedback="Appréciation")
    changed = {cell: value_of(source) for cell, source in changes(before, file.data).items()}
    assert changed == {
        "E3": ("8", None, "2"),
        "G3": (HOSTILE, "inlineStr", None),
        "E5": ("9", None, "2"),
        "G5": (" a < b & c\n_x005F_x0041_ ", "inlineStr", None),
    }
    assert b"<f>" not in cells_of(members(file.data)[SHEET][0])["G3"]


@pytest.mark.parametrize(
    ("length", "outcome"), [(32_767, Outcome.WRITTEN), (32_768, Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK)]
)
def test_feedback_that_a_cell_cannot_hold_is_cut_and_told(length: int, outcome: Outcome) -> None:
    marks = [mark_of(CLASS[0], 8, feedback="=" * length)]
    before = workbook(rows(None, "bien"), RICH)
    file = filled(before, marks, mark="Note", feedback="Appréciation")
    text, _, _ = value_of(changes(before, file.data)["G3"])
    assert (len(text or ""), outcomes(file)[0]) == (32_767, outcome)


def test_a_signature_that_the_marks_break_is_told() -> None:
    before = workbook(rows(None), RICH)
    origin = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    relation = f'<Relationship Id="s" Type="{origin}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    listed = members(before)["_rels/.rels"][0].replace(b"</Relationships>", relation.encode())
    signed = io.BytesIO()
    with ZipFile(signed, "w") as archive:
        for name, (content, _) in members(before).items():
            archive.writestr(name, listed if name == "_rels/.rels" else content)
        archive.writestr("_xmlsignatures/origin.sigs", b"")
    file = filled(signed.getvalue(), mark="Note")
    assert len(changes(signed.getvalue(), file.data)) == len(CLASS)
    assert (file.breaks_signature, filled(before, mark="Note").breaks_signature) == (True, False)


def test_marks_that_are_texts_stay_texts() -> None:
    before = workbook(rows("12,50"))
    file = filled(before, MARKS[1:2], mark="Note")
    assert [value_of(source) for source in changes(before, file.data).values()] == [("8,25", "inlineStr", None)]


def test_percentages_are_told_by_their_format() -> None:
    sheet = rows(0.5)
    sheet[1][4] = "Note"
    before = workbook(sheet, Written(styles={4: 4}))
    file = filled(before, MARKS[1:2])
    assert [value_of(source) for source in changes(before, file.data).values()] == [("0.4125", None, "4")]
    assert (file.maximum, file.maximum_is_told, file.rows[1].mark) == (100, True, "41,25 %")
    assert [row.before for row in file.rows[:2]] == ["50 %", "50 %"]
    assert not filled(file.data, MARKS[1:2]).rows[1].replaces_mark
    with pytest.raises(InvalidInput, match="has percentages, but its marks are out of 20"):
        filled(workbook(rows(0.5), Written(styles={4: 4})), mark="Note")


@pytest.mark.parametrize(("style", "is_date"), [(5, True), (6, True), (7, False), (8, True)])
def test_a_mark_is_not_written_where_it_would_look_like_a_date(style: int, is_date: bool) -> None:
    sheet = rows(45778.0)
    before = workbook(sheet, Written(styles={4: style}))
    if not is_date:
        assert len(changes(before, filled(before, MARKS[1:2]).data)) == 1
        return
    with pytest.raises(InvalidInput, match="shows numbers as dates"):
        filled(before, MARKS[1:2])


def test_titles_below_merged_ones() -> None:
    above: list[Value] = ["Nom", "Prénom", "N°", "Classe", "Contrôles", None, None, None]
    below: list[Value] = [None, None, None, None, "C1", "C2", "C3", None]
    cells = ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1")
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in cells)
    before = workbook([above, below, *rows()[2:]], Written(around={"after": f"<mergeCells>{merged}</mergeCells>"}))
    changed = changes(before, filled(before, mark="C1").data)
    assert list(changed) == [f"E{row}" for row in range(3, 10)]


@pytest.mark.parametrize(
    ("sheet", "written", "message"),
    [
        (rows("=SUM(A1:B1)"), Written(), "line 3: the column 'Note /20' has a formula"),
        (
            rows("!"),
            Written(around={"after": '<mergeCells><mergeCell ref="D5:E5"/></mergeCells>'}),
            "line 5: the cell E5 is merged into D5",
        ),
        ([*rows(), [None, None, None, None, "='x"]], Written(), ""),
    ],
)
def test_a_cell_that_cannot_be_written_is_refused_by_name(
    sheet: list[list[Value]], written: Written, message: str
) -> None:
    data = workbook(sheet, written)
    if not message:  # below the pupils, a formula is no matter
        assert len(changes(data, filled(data, mark="Note").data)) == len(CLASS)
        return
    with pytest.raises(InvalidInput, match=message):
        filled(data, mark="Note")


def test_a_formula_that_fills_an_area_is_not_written_into() -> None:
    data = workbook(rows(1.0))
    part = members(data)[SHEET][0]
    array = part.replace(cells_of(part)["B2"], b'<c r="B2"><f t="array" ref="E4:E9">D4:D9</f><v>1</v></c>')
    with pytest.raises(InvalidInput, match="line 4: the column 'Note /20' has a formula"):
        filled(_with(data, {SHEET: array}), mark="Note")


def _with(data: bytes, parts: dict[str, bytes], *, without: str = "") -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, (content, _) in members(data).items():
            if name != without:
                archive.writestr(name, parts.get(name, content))
    return out.getvalue()


_NAMES = {
    "fr": ("Nom", "Prénom", "N°"),
    "de": ("Nachname", "Vorname", "Matrikelnummer"),
    "en": ("Last name", "First name", "ID"),
}
_TEXTS = st.text(st.sampled_from("aé<&>\"'_x000D_ =+-@\n\t€\u0301\U0001f600"), max_size=12)
_OTHERS = st.one_of(st.none(), st.just("!"), _TEXTS, st.integers(0, 10**6), st.just("=SUM(A1:A2)"))


@st.composite
def _written(draw: st.DrawFn) -> Written:
    styles = draw(st.dictionaries(st.integers(0, 9), st.integers(0, 3)))
    return Written(
        prefix=draw(st.sampled_from(["", "x:", "ss:"])),
        namespace=draw(st.sampled_from([Written().namespace, STRICT])),
        inline=draw(st.booleans()),
        encoding=draw(st.sampled_from(["UTF-8", "UTF-16"])),
        calculation=draw(st.sampled_from(["", '<calcPr calcId="1"/>', "<calcPr fullCalcOnLoad='0'></calcPr>"])),
        styles=styles,
        row_attributes=draw(st.sampled_from(["", " spans='1:9'", ' s="3" customFormat="1" ht="12.75"', ' hidden="1"'])),
        around={"after": draw(st.sampled_from(["", "<mergeCells/>", "<extLst><ext uri='{1}'/></extLst>"]))},
        stored=draw(st.booleans()),
    )


@settings(max_examples=30)
@given(_written(), st.sampled_from(sorted(_NAMES)), st.permutations(range(8)), st.integers(0, 3), st.data())
def test_whatever_the_workbook_is_like_only_its_marks_change(
    written: Written, language: str, order: list[int], above: int, data: st.DataObject
) -> None:
    """Columns in any order, lines above and between, and any other cells."""
    titles: list[Value] = [*_NAMES[language], "Test 7", "Autre", "Visa", "Z", "="]
    titles[7] = None
    place = order.index(3)
    listed: list[list[Value]] = []
    listed += [[f"Ligne {n}"] for n in range(above)]
    listed.append([titles[at] for at in order])
    where = {}
    for pupil in CLASS:
        if data.draw(st.booleans()):
            listed.append([])
        before = data.draw(st.sampled_from([None, "!", "-", 3.25]))
        row: list[Value] = [pupil.family, pupil.given, pupil.number, before, *(data.draw(_OTHERS) for _ in range(4))]
        listed.append([row[at] for at in order])
        where[pupil.number] = f"{chr(65 + place)}{len(listed)}"
    chosen = data.draw(st.lists(st.sampled_from(MARKS), unique_by=lambda mark: mark.copy_id))
    marks = [replace(mark, total=data.draw(st.decimals(0, 20, places=2))) for mark in chosen]
    book = workbook(listed, written)
    changed = changes(book, filled(book, marks, mark="Test 7").data)
    shown = {cell: value_of(source)[0] for cell, source in changed.items()}
    expected = {where[m.copy_id[1:]]: f"{m.total:f}".rstrip("0").rstrip(".") for m in marks if m.total is not None}
    same = {cell for cell, mark in expected.items() if cell not in shown and float(mark) == 3.25}
    assert shown == {cell: mark for cell, mark in expected.items() if cell not in same}


BOMB = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9)) + "]>"


def _damaged_lzma(data: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_LZMA) as archive:
        for name, (content, _) in members(data).items():
            archive.writestr(name, content)
    start = out.getvalue().index(SHEET.encode()) + len(SHEET) + 20  # in what is compressed
    return out.getvalue()[:start] + bytes(range(64)) + out.getvalue()[start + 64 :]


def _hostile() -> dict[str, tuple[bytes, str]]:
    """Return files that are no workbook to fill, each with what the refusal says."""
    good = workbook(rows())
    part, listed = members(good)[SHEET][0], members(good)[LIST][0]
    bomb = part.replace(b"<worksheet", BOMB.encode() + b"<worksheet", 1).replace(b"<sheetData>", b"<sheetData>&e8;", 1)
    external = part.replace(b"<worksheet", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet', 1)
    twice = part.replace(b'<row r="4"', b'<row r="3"', 1)
    areas = b"".join(b'<mergeCell ref="A1:H%d"/>' % row for row in range(9, 9_000))
    merges = b"<mergeCells>" + areas + b"</mergeCells>"
    damaged = "no spreadsheet, or a damaged one"
    huge = io.BytesIO()
    with ZipFile(huge, "w", ZIP_DEFLATED) as archive:
        for name, (content, _) in members(good).items():
            archive.writestr(name, content)
        for number in range(8):
            archive.writestr(f"xl/media/{number}.bin", bytes(9_000_000))
    doubled = io.BytesIO(good)
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(doubled, "a") as archive:
        archive.writestr(SHEET, part)
    return {
        "entities": (_with(good, {SHEET: bomb}), damaged),
        "an external entity": (_with(good, {SHEET: external}), damaged),
        "not well-formed": (_with(good, {SHEET: part[:-9]}), damaged),
        "a row twice": (_with(good, {SHEET: twice}), damaged),
        "a part twice": (doubled.getvalue(), damaged),
        "too large": (huge.getvalue(), "too large for a list"),
        "a large sheet": (
            _with(good, {SHEET: part.replace(b"<sheetData>", b" " * 16_000_000 + b"<sheetData>")}),
            "too large",
        ),
        "areas on areas": (_with(good, {SHEET: part.replace(b"</sheetData>", b"</sheetData>" + merges)}), "too large"),
        "cut off": (good[:-30], damaged),
        "damaged LZMA": (_damaged_lzma(good), damaged),
        "a text that is not there": (_with(good, {SHEET: part.replace(b"<v>0</v>", b"<v>999</v>", 1)}), damaged),
        "a part that is not there": (_with(good, {LIST: listed}, without=SHEET), damaged),
        "another archive": (_with(good, {}, without="_rels/.rels"), "an archive, but not a spreadsheet"),
        ".ods": (ods([["Nom", "Note"], ["x", ""]]), r"OpenDocument sheet \(.ods\): save it as .xlsx"),
        ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "save it as .xlsx, without a password"),
    }


@pytest.mark.parametrize(("data", "message"), (hostile := _hostile()).values(), ids=hostile)
def test_what_is_no_workbook_to_fill_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        filled(data, mark="Note")
