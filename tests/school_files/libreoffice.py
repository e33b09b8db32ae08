"""Make the workbooks of `cases/`: flat OpenDocument sheets written by hand, saved as .xlsx by LibreOffice.

`python -m tests.school_files.libreoffice` makes them again, where `soffice` is installed.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tests.rosters.exports import CLASS, Pupil

CASES = Path(__file__).parent / "cases"
_SPACES = {
    "office": "office:1.0",
    "table": "table:1.0",
    "text": "text:1.0",
    "style": "style:1.0",
    "fo": "xsl-fo-compatible:1.0",
    "draw": "drawing:1.0",
    "svg": "svg-compatible:1.0",
    "number": "datastyle:1.0",
    "of": "of:1.2",
}
STRANGER = Pupil("DUPONT", "Jean", "99")
"""Somebody who is in each file, but not in the session. CLASS[-1] is the other way round."""
LISTED = (*CLASS[:-1], STRANGER)


@dataclass(frozen=True)
class Case:
    """A workbook, and the words of its language."""

    file: str
    heading: str
    titles: Sequence[str]
    """Family name, given name, number, mark, rank, remark."""
    other_sheet: str
    is_protected: bool = False


WORKBOOKS = (
    Case(
        "french.xlsx",
        "Collège des Sources, 3e B",
        ("Nom", "Prénom", "N°", "Devoir 3 /20", "Rang", "Appréciation"),
        "Bilan",
        is_protected=True,
    ),
    Case(
        "german.xlsx",
        "Gymnasium am See, Klasse 9b",
        ("Nachname", "Vorname", "Matrikelnummer", "Punkte", "Rang", "Bemerkung"),
        "Übersicht",
    ),
    Case(
        "english.xlsx",
        "Riverside School, year 10",
        ("Last name", "First name", "Student ID", "Test 3 (out of 40)", "Rank", "Comment"),
        "Summary",
        is_protected=True,
    ),
)


def flat_sheet(case: Case) -> str:
    """Return the sheet as flat OpenDocument: merged heading, formulas, filter, comment, drawing, protection."""
    declared = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for prefix, name in _SPACES.items()
    )
    titles = "".join(_text(title, "head") for title in case.titles)
    lines = "".join(f"<table:table-row>{_cells(pupil, row)}</table:table-row>" for row, pupil in enumerate(LISTED, 3))
    protected = ' table:protected="true"' if case.is_protected else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {declared} '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        '<office:automatic-styles><style:style style:name="head" style:family="table-cell">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<number:number-style style:name="two"><number:number number:decimal-places="2" number:min-integer-digits="1"/>'
        '</number:number-style><style:style style:name="mark" style:family="table-cell" style:data-style-name="two">'
        '<style:table-cell-properties style:cell-protect="none" fo:background-color="#ffffcc"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Liste"{protected}><table:table-column table:number-columns-repeated="6"/>'
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="6" '
        f'table:number-rows-spanned="1" table:style-name="head"><text:p>{escape(case.heading)}</text:p>'
        '</table:table-cell><table:covered-table-cell table:number-columns-repeated="5"/></table:table-row>'
        f"<table:table-row>{titles}</table:table-row>{lines}"
        "<table:table-row><table:table-cell/><table:table-cell/><table:table-cell/><table:table-cell "
        'table:formula="of:=AVERAGE([.D3:.D9])" office:value-type="float" office:value="0"/></table:table-row>'
        f'</table:table><table:table table:name="{case.other_sheet}"><table:table-column/><table:table-row>'
        '<table:table-cell table:formula="of:=SUM([$Liste.D3:$Liste.D9])" office:value-type="float" office:value="0"/>'
        "</table:table-row></table:table>"
        '<table:database-ranges><table:database-range table:name="list" table:target-range-address="Liste.A2:Liste.F9" '
        'table:display-filter-buttons="true"/></table:database-ranges>'
        "</office:spreadsheet></office:body></office:document>"
    )


def _cells(pupil: Pupil, row: int) -> str:
    comment = (
        "<office:annotation><dc:creator>Mme Roy</dc:creator><text:p>absent le 3</text:p></office:annotation>"
        '<draw:custom-shape svg:width="2cm" svg:height="1cm" svg:x="1cm" svg:y="1cm"/>'
    )
    return (
        _text(pupil.family)
        + _text(pupil.given)
        + _text(pupil.number)
        + f'<table:table-cell table:style-name="mark">{comment if row == 4 else ""}</table:table-cell>'
        + f'<table:table-cell table:formula="of:=IF(ISBLANK([.D{row}]);&quot;&quot;;RANK([.D{row}];[.D$3:.D$9]))" '
        'office:value-type="string"/>' + _text('=HYPERLINK("http://evil.example")' if row == 5 else "")
    )


def _text(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def make() -> None:
    """Make the workbooks.

    Raises:
        CalledProcessError: LibreOffice has failed.
    """
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as folder:
        for case in WORKBOOKS:
            source = Path(folder, case.file).with_suffix(".fods")
            source.write_text(flat_sheet(case), encoding="utf-8")
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(CASES), str(source)]
            subprocess.run(command, check=True, timeout=120)


if __name__ == "__main__":
    CASES.mkdir(exist_ok=True)
    make()
