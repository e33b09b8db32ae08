"""Class lists as schools' programs export them, made from one class whose truth is known.

`python -m tests.rosters.exports` prints the table of the documentation: what was read of each.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

from openpyxl import Workbook

from bareme.errors import InvalidInput, UncertainEncoding
from bareme.rosters import read_roster

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Pupil:
    """One pupil, as the school knows them."""

    family: str
    given: str
    number: str
    group: str = "3e B"

    @property
    def login(self) -> str:
        return _ascii(f"{self.given[0]}{self.family}").lower() + self.number[-1]

    @property
    def email(self) -> str:
        return f"{_ascii(self.given)}.{_ascii(self.family)}{self.number[-1]}@example.org".lower()


def _ascii(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalpha())


CLASS = (
    Pupil("ÉLAN", "Zoé", "00412"),
    Pupil("de La Rochefoucauld-Müller", "Anne-Sophie", "21000002"),
    Pupil("MARTIN", "Léa", "21000003"),
    Pupil("MARTIN", "Léa", "21000004", "3e C"),
    Pupil("O'BRIEN", "Siobhán", "21000005"),
    Pupil("NUÑEZ", "Íñigo", "21000006"),
    Pupil("Larçon", "Noël", "21000007"),
)
type Cells = Sequence[object]


def text(rows: Iterable[Cells], delimiter: str = ",", *, end: str = "\r\n", quoted: bool = False) -> str:
    """The rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    ).writerows(rows)
    return out.getvalue()


def xlsx(rows: Iterable[Cells], *, before: str | None = None) -> bytes:
    """The rows in a workbook, with a sheet before the list if it is named."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if before:
        sheet.title = before
        sheet.append(["Mode d'emploi"])
        sheet = book.create_sheet("Élèves")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Iterable[Cells]) -> bytes:
    """The rows as an OpenDocument sheet."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = {prefix: f"urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0" for prefix in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Classe">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    return out.getvalue()


def rows(titles: Sequence[str], cells: Callable[[Pupil], Cells]) -> list[Cells]:
    """A line of titles and a line a pupil."""
    return [titles, *(cells(pupil) for pupil in CLASS)]


@dataclass(frozen=True)
class Export:
    """A kind of list: its bytes, and what of the class it holds."""

    name: str
    data: bytes
    holds: str
    """Of "number", "email", "login", "group"."""
    refused: str = ""
    """The way out that a refusal must name, if the list cannot be read."""
    left_out: int = 0
    """How many lines are no pupils."""


def _moodle_participants() -> bytes:
    titles = ["First name", "Last name", "ID number", "Institution", "Department", "Email address"]
    return text(rows(titles, lambda p: [p.given, p.family, p.number, "", "", p.email]), quoted=True).encode()


def _moodle_french() -> bytes:
    titles = ["Prénom", "Nom de famille", "Numéro d’identification", "Institution", "Adresse de courriel"]
    return text(rows(titles, lambda p: [p.given, p.family, p.number, "", p.email])).encode("utf-8-sig")


def _moodle_worksheet() -> bytes:
    titles = ["Identifiant", "Nom complet", "Numéro d'identification", "Adresse de courriel", "Statut", "Note"]
    cells = lambda p: [f"Participant {4000 + CLASS.index(p)}", f"{p.given} {p.family}", p.number, p.email, "", ""]  # noqa: E731
    return text(rows(titles, cells)).encode()


def _canvas() -> bytes:
    titles = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Exam (123)"]
    body = rows(titles, lambda p: [f"{p.family}, {p.given}", 31 + CLASS.index(p), p.number, p.login, p.group, ""])
    possible = ["    Points Possible", "", "", "", "", "20"]
    return text([body[0], possible, *body[1:], ["Student, Test", "99", "", "abc", "S1", ""]]).encode()


def _pronote() -> bytes:
    body = rows(
        ["Élève", "Né(e) le", "Classe", "Projet"], lambda p: [f"{p.family} {p.given}", "01/02/2010", p.group, ""]
    )
    return text(body, ";").encode("utf-8-sig")


def _apogee() -> bytes:
    titles = ["COD_ETU", "LIB_NOM_PAT_IND", "LIB_PR1_IND", "DATE_NAI_IND"]
    return text(rows(titles, lambda p: [p.number, p.family, p.given, "01/01/2000"]), ";").encode("cp1252")


def _apogee_plain() -> bytes:
    titles = ["Numéro étudiant", "Nom", "Prénom", "Date naissance"]
    head = [["Diplôme : Licence 1 Physique"], ["Effectif : 7"], []]
    return text([*head, *rows(titles, lambda p: [p.number, p.family, p.given, "01/01/2000"])], ";").encode("cp1252")


def _classroom() -> bytes:
    titles = ["Last Name", "First Name", "Email Address", "Contrôle 1"]
    body = rows(titles, lambda p: [p.family, p.given, p.email, ""])
    return text([body[0], ["Date", "", "", "2025-11-03"], ["Points", "", "", "20"], *body[1:]]).encode()


def _brightspace() -> bytes:
    titles = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", "End-of-Line Indicator"]
    cells = lambda p: [f"#{p.number}", f"#{p.login}", p.family, p.given, p.email, "#"]  # noqa: E731
    return text(rows(titles, cells)).encode("utf-8-sig")


def _blackboard() -> bytes:
    titles = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    cells = lambda p: [p.family, p.given, p.login, p.number, "", "Yes"]  # noqa: E731
    return text(rows(titles, cells), "\t", quoted=True).encode("utf-16")


def _ecole_directe() -> bytes:
    titles = ["Nom", "Prénom", "Classe", "Régime", "Date de naissance"]
    return text(rows(titles, lambda p: [p.family, p.given, p.group, "DP", "01/02/2010"]), ";").encode("cp1252")


def _three_columns(delimiter: str = ";", titles: Sequence[str] = ("Nom", "Prénom", "N°")) -> str:
    return text(rows(titles, lambda p: [p.family, p.given, p.number]), delimiter)


_SHORT = rows(["Nom", "Prénom", "N°"], lambda p: [p.family, p.given, p.number])


def _with_usage_name() -> bytes:
    titles = ["INE", "Nom de naissance", "Nom d'usage", "Prénom 1", "Prénom 2", "Division"]
    cells = lambda p: [p.number, p.family if p.number[-1] in "2468" else "AUTRE", p.family, p.given, "", p.group]  # noqa: E731
    return text(rows(titles, cells), ";").encode()


def _spanish() -> bytes:
    titles = ["Primer apellido", "Segundo apellido", "Nombre", "DNI", "Grupo"]
    return text(rows(titles, lambda p: [*p.family.partition(" ")[::2], p.given, p.number, p.group]), ";").encode()


EXPORTS = (
    Export("Moodle, participants (English)", _moodle_participants(), "number email"),
    Export("Moodle, participants (French)", _moodle_french(), "number email"),
    Export("Moodle, grading worksheet (French)", _moodle_worksheet(), "number email"),
    Export("Canvas, gradebook", _canvas(), "number login group", left_out=2),
    Export("Pronote, class list", _pronote(), "group"),
    Export("Apogée, codes as titles", _apogee(), "number"),
    Export("Apogée, title lines", _apogee_plain(), "number", left_out=2),
    Export("Google Classroom, grades", _classroom(), "email", left_out=2),
    Export("Brightspace, grades", _brightspace(), "number login email"),
    Export("Blackboard, UTF-16 with tabs", _blackboard(), "number login"),
    Export("École Directe, Windows-1252", _ecole_directe(), "group"),
    Export("Excel, first line sep=;", ("sep=;\r\n" + _three_columns()).encode("utf-8-sig"), "number"),
    Export("Excel, Unicode text", _three_columns("\t").encode("utf-16"), "number"),
    Export("UTF-16 big-endian, no mark", _three_columns("\t").encode("utf-16-be"), "number"),
    Export("combining accents (NFD)", unicodedata.normalize("NFD", _three_columns()).encode(), "number"),
    Export("a title line above", ("Liste des élèves de 3e B\n" + _three_columns()).encode(), "number", left_out=1),
    Export("US list", _three_columns(",", ["Last Name", "First Name", "Student ID #"]).encode(), "number"),
    Export("German list", _three_columns(";", ["Nachname", "Vorname", "Matrikelnummer"]).encode("cp1252"), "number"),
    Export("Spanish list, two surnames", _spanish(), "number group"),
    Export("birth name and usual name", _with_usage_name(), "number group"),
    Export("no titles", text([[p.family, p.given, p.number] for p in CLASS], ";").encode(), "number"),
    Export("names only, one a line", "\n".join(f"{p.family} {p.given}" for p in CLASS).encode(), ""),
    Export("numbered names", "\n".join(f"{n}. {p.family} {p.given}" for n, p in enumerate(CLASS, 1)).encode(), ""),
    Export("Dutch list", _three_columns(";", ["Achternaam", "Voornaam", "Leerlingnummer"]).encode(), "number"),
    Export("Excel workbook", xlsx(_SHORT), "number"),
    Export(
        "Excel workbook, list on the second sheet",
        xlsx(
            [["Lycée des Sources"], [], *rows(["Élève", "Classe"], lambda p: [f"{p.family} {p.given}", p.group])],
            before="Aide",
        ),
        "group",
        left_out=1,
    ),
    Export(
        "LibreOffice sheet (.ods)",
        ods(_SHORT),
        "number",
    ),
    Export("Excel 97 workbook (.xls)", (CASES / "class.xls").read_bytes(), "number group"),
    Export("Mac Roman", _three_columns().encode("mac_roman"), "", refused="mac_roman"),
    Export("a web page named .xls", b"<html><table><tr><td>Nom</td></tr></table></html>", "", refused="web page"),
    Export("PDF named .csv", b"%PDF-1.7\n\x00\x01\x02", "", refused="not a text"),
)
"""The kinds that the reader was written for."""


def _siecle() -> bytes:
    titles = ["Numéro INE", "Nom de famille", "Prénoms", "MEF"]
    return text(rows(titles, lambda p: [f'="{p.number}"', p.family, p.given, "301"]), ";").encode("cp1252")


def _excel_with_notes() -> bytes:
    body = rows(["", "#", "Nom", "Prénom", "N° étudiant"], lambda p: ["", "", p.family, p.given, p.number])
    head = [["", "Contrôle n° 3"], ["", "Classe :", "3e B", "Professeur :", "Mme Roy"]]
    return xlsx([*head, *body, ["", "", "Effectif : 7"]])


HELD_OUT = (
    Export(
        "SIMS (UK)",
        text(
            rows(
                ["Adno", "Surname", "Forename", "Reg", "UPN"],
                lambda p: [CLASS.index(p) + 1, p.family, p.given, p.group, p.number],
            )
        ).encode("cp1252"),
        "number group",
    ),
    Export(
        "PowerSchool",
        text(
            rows(
                ["Student_Number", "LastFirst", "Grade_Level", "Home_Room"],
                lambda p: [p.number, f"{p.family}, {p.given}", "9", p.group],
            ),
            "\t",
        ).encode(),
        "number group",
    ),
    Export(
        "Schoology",
        text(
            rows(
                ["User UID", "Last Name", "First Name", "Unique User ID", "Email", "Section Name"],
                lambda p: ["9" + p.number, p.family, p.given, p.number, p.email, p.group],
            )
        ).encode("utf-8-sig"),
        "number email group",
    ),
    Export(
        "Microsoft School Data Sync",
        text(
            rows(
                ["SIS ID", "Username", "First Name", "Last Name", "Grade"],
                lambda p: [p.number, p.login, p.given, p.family, "9"],
            )
        ).encode(),
        "number login",
    ),
    Export(
        "Stud.IP (German)",
        text(
            rows(
                ["Titel", "Vorname", "Nachname", "Username", "Matrikelnr.", "E-Mail", "Anmeldedatum"],
                lambda p: ["", p.given, p.family, p.login, p.number, p.email, "01.10.2025"],
            ),
            ";",
            quoted=True,
        ).encode(),
        "number login email",
    ),
    Export(
        "Séneca (Spanish)",
        text(
            rows(
                ["Alumno/a", "Estado Matrícula", "Nº Id. Escolar", "Unidad"],
                lambda p: [f"{p.family}, {p.given}", "", p.number, p.group],
            )
        ).encode("cp1252"),
        "number group",
    ),
    Export("SIECLE (French)", _siecle(), "number"),
    Export(
        "SACoche",
        text(
            rows(
                ["Id ENT", "Login", "Nom", "Prénom", "Adresse e-mail", "Classe"],
                lambda p: ["", p.login, p.family, p.given, p.email, p.group],
            ),
            "\t",
        ).encode("utf-16"),
        "login email group",
    ),
    Export(
        "Excel, an empty column and a line of titles in the middle",
        _excel_with_notes(),
        "number",
        left_out=3,
    ),
    Export("names and addresses", text([[f"{p.given} {p.family}", p.email] for p in CLASS]).encode(), "email"),
    Export(
        "UTF-8 with a broken byte",
        _three_columns().encode().replace("Zoé".encode(), b"Zo\xc3"),
        "",
        refused="encoding",
    ),
    Export("DOS (code page 850)", _three_columns().encode("cp850"), "", refused="cp850"),
    Export("a Word document", ods(_SHORT).replace(b"content.xml", b"contenu.xml"), "", refused="archive"),
)
"""The kinds written after the reader was frozen; 9 of 13 were right before it was mended."""


def _webuntis() -> bytes:
    titles = ["Langname", "Vorname", "Klasse", "Schlüssel (extern)"]
    return text(rows(titles, lambda p: [p.family, p.given, p.group, p.number]), "\t").encode("utf-8-sig")


def _hidden_sheet() -> bytes:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["Nom", "Prénom"])
    hidden.append(["ANCIEN", "Élève"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("3e B")
    for row in rows(["Nom de l'élève", "Prénom de l'élève", "Matricule"], lambda p: [p.family, p.given, p.number]):
        shown.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _korrigo() -> bytes:
    titles = ["INE", "MATIERE", "NOM PRENOM"]
    return text(rows(titles, lambda p: [p.number, "PC", f"{p.family} {p.given}"]), ";").encode()


def _aeries() -> bytes:
    titles = ["Student ID", "Student Name", "Grd", "Tchr", "Parent Email"]
    return text(rows(titles, lambda p: [p.number, f"{p.family}, {p.given}", "9", "Roy", "x@example.org"])).encode()


SECOND_HELD_OUT = (
    Export("WebUntis (German), a title that is unknown", _webuntis(), "", refused="half of the names"),
    Export("Excel, a hidden sheet of last year", _hidden_sheet(), "number"),
    Export("Korrigo", _korrigo(), "number"),
    Export("Aeries, with the parents' addresses", _aeries(), "number"),
    Export("separated by bars", _three_columns("|").encode(), "number"),
    Export("old Mac line ends", _three_columns().replace("\r\n", "\r").encode("cp1252"), "number"),
    Export("Italian", _three_columns(";", ["Cognome", "Nome", "Matricola"]).encode(), "number"),
    Export("JSON", b'{"students": [{"name": "ELAN Zoe"}, {"name": "MARTIN Lea"}]}', "", refused="titled"),
    Export("a damaged spreadsheet", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "", refused="spreadsheet"),
)
"""The kinds written after it was mended."""


def expected(export: Export) -> list[dict[str, str]]:
    """What of the class the list holds."""
    return [{field: getattr(pupil, field) for field in export.holds.split()} for pupil in CLASS]


ALL = EXPORTS + HELD_OUT + SECOND_HELD_OUT


def what_was_read(export: Export) -> str:
    """A line of the table: what was read, or the refusal."""
    try:
        reading = read_roster(export.data)
    except UncertainEncoding as error:
        return f"asked: {' or '.join(encoding for encoding, _ in error.readings)}"
    except InvalidInput as error:
        return f"refused: {error}"
    columns = "; ".join(f"{title} → {field}" for title, field in reading.columns.items())
    ignored = f"; not used: {', '.join(reading.ignored)}" if reading.ignored else ""
    aside = f"; lines left out: {len(reading.left_out)}" if reading.left_out else ""
    return f"{len(reading.students)} pupils ({columns}{ignored}{aside})"


def table(exports: Iterable[Export]) -> str:
    """The table in Markdown."""
    lines = (f"| {export.name} | {what_was_read(export)} |" for export in exports)
    return "\n".join(["| list | what was read |", "|---|---|", *lines])


if __name__ == "__main__":
    print(table(ALL))
