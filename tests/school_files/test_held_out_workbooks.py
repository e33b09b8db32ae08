"""Workbooks written after the code was frozen: what other programs, and people with an editor, make of the XML.

Of these 17 kinds, 16 were right at once; the comment of an archive was lost.
"""

import io
import re
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bareme.errors import InvalidInput
from tests.rosters.exports import CLASS
from tests.school_files.test_filling import filled
from tests.school_files.test_workbooks import LIST, SHEET, changes, rows
from tests.school_files.workbooks import RICH, Written, cells_of, members, value_of, workbook

type Parts = dict[str, bytes]
STRINGS = "xl/sharedStrings.xml"


def packed(parts: Parts, *, comment: bytes = b"") -> bytes:
    """Return an archive, written to a stream that cannot be rewound, as servers do: sizes come after the members."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return out.getvalue()


def parts_of(data: bytes) -> Parts:
    """Return the parts of a workbook."""
    return {name: content for name, (content, _) in members(data).items()}


def within(part: str, *edits: tuple[str, str]) -> Callable[[Parts], Parts]:
    """Return what replaces texts in a part, and sees that they are there."""

    def edited(parts: Parts) -> Parts:
        text = parts[part].decode()
        for old, new in edits:
            assert re.search(old, text), old
            text = re.sub(old, new, text)
        return {**parts, part: text.encode()}

    return edited


def renamed(parts: Parts) -> Parts:
    """The workbook and its sheet have other names and folders."""
    names = {LIST: "book/main.xml", "xl/_rels/workbook.xml.rels": "book/_rels/main.xml.rels", SHEET: "lists/a.xml"}
    moved = {names.get(name, name): content for name, content in parts.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"/xl/workbook.xml", b"book/main.xml")
    rels = moved["book/_rels/main.xml.rels"].replace(b"worksheets/sheet1.xml", b"../lists/a.xml")
    moved["book/_rels/main.xml.rels"] = re.sub(rb'Target="(w|st|sh)', rb'Target="../xl/\1', rels)
    return moved


def macros(parts: Parts) -> Parts:
    """A workbook with macros."""
    return {**parts, "xl/vbaProject.bin": bytes(range(256))}


FILLED: dict[str, Callable[[Parts], Parts]] = {
    "pretty-printed": within(SHEET, (r"><(row|c|/row)\b", r">\n    <\1")),
    "single quotes and spaces": within(SHEET, (r'<c r="(\w+)"', r"<c  r = '\1' ")),
    "references last": within(SHEET, (r'<c r="(\w+)"( s="\d")?( t="s")?', r'<c\2\3 r="\1"')),
    "end tags": within(SHEET, (r"(<c [^>]*)/>", r"\1></c>"), (r"</(c|row)>", r"</\1 >")),
    "comments and instructions": within(SHEET, (r'<c r="E', '<!-- <d r="E3"> --><?x <d?><c r="E')),
    "CDATA and character references": within(STRINGS, ("MARTIN", "<![CDATA[MAR]]>TI&#78;"), ("Nom", "N&#x6f;m")),
    "rich texts and readings": within(
        STRINGS,
        (
            r'<si><t xml:space="preserve">(.)([^<]+)</t></si>',
            r"<si><r><rPr/><t>\1</t></r><r><t>\2</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>",
        ),
    ),
    "byte order mark": lambda parts: {**parts, SHEET: b"\xef\xbb\xbf" + parts[SHEET]},
    "alternate content": within(
        SHEET,
        (
            "<sheetData>",
            "<mc:AlternateContent xmlns:mc='http://mc'><mc:Choice><sheetData/></mc:Choice></mc:AlternateContent><sheetData>",
        ),
    ),
    "metadata of values": within(SHEET, (r'<c r="E(\d)" s="2"/>', r'<c r="E\1" cm="1" s="2" vm="2"/>')),
    "other names of parts": renamed,
    "macros": macros,
    "names by formulas": within(
        SHEET, (r'<c r="A5" t="s"><v>\d+</v>', '<c r="A5" t="str"><f>"MARTIN"</f><v>MARTIN</v>')
    ),
    "numbers of students as numbers": within(
        SHEET,
        (r'<c r="C([4-9])" t="s"><v>\d+</v>', lambda found: f'<c r="C{found[1]}"><v>2.100000{int(found[1]) - 2}E7</v>'),  # type: ignore[arg-type]
    ),
}


@pytest.mark.parametrize("name", FILLED)
def test_only_the_cells_of_the_marks_change(name: str) -> None:
    parts = FILLED[name](parts_of(workbook(rows(), RICH)))
    before = packed(parts, comment=b"made by hand")
    after = filled(before, mark="Note")
    if name == "other names of parts":
        assert [row.mark != "" for row in after.rows] == [True] * 7
        old, new = parts_of(before), parts_of(after.data)
        assert {part for part in old if old[part] != new[part]} == {"book/main.xml", "lists/a.xml"}
        return
    changed = changes(before, after.data)
    assert {cell: value_of(source)[0] for cell, source in changed.items()} == {
        f"E{row}": f"{8 + (row - 3) / 4:g}" for row in range(3, 3 + len(CLASS))
    }
    with ZipFile(io.BytesIO(after.data)) as archive:
        assert archive.comment == b"made by hand"


def test_what_is_beside_a_value_stays() -> None:
    inside = '<c r="E3" s="2"><v>1</v><extLst><ext uri="{1}"/></extLst></c>'
    parts = within(SHEET, ('<c r="E3" s="2"/>', inside))(parts_of(workbook(rows(), RICH)))
    sheet = parts_of(filled(packed(parts), mark="Note").data)[SHEET]
    assert cells_of(sheet)["E3"] == b'<c r="E3" s="2"><v>8</v><extLst><ext uri="{1}"/></extLst></c>'


def test_two_sheets_with_a_list_are_told_apart_by_name() -> None:
    parts = parts_of(workbook(rows(), Written()))
    parts["xl/worksheets/sheet2.xml"] = parts[SHEET]
    book = packed(parts)
    with pytest.raises(InvalidInput, match=r"several sheets have such a list: name one of .*Élèves.*Bilan"):
        filled(book, mark="Note")
    file = filled(book, mark="Note", sheet="bilan")
    assert file.sheet == "Bilan"
    assert parts_of(file.data)[SHEET] == parts[SHEET]
    hidden = within(LIST, ('sheetId="1"', 'sheetId="1" state="veryHidden"'))(parts)
    assert filled(packed(hidden), mark="Note").sheet == "Bilan"
    with pytest.raises(InvalidInput, match="there is no sheet 'x'"):
        filled(book, mark="Note", sheet="x")


def test_a_shared_formula_in_a_cell_for_a_mark_is_refused() -> None:
    shared = within(SHEET, ('<c r="E6" s="2"/>', '<c r="E6" s="2"><f t="shared" si="0"/><v>3</v></c>'))
    with pytest.raises(InvalidInput, match="line 6: the column 'Note /20' has a formula"):
        filled(packed(shared(parts_of(workbook(rows(), RICH)))), mark="Note")
