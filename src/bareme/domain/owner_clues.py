"""What pages and file names tell about who wrote a copy: numbers, addresses, logins, names."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bareme.domain.identity import fold

TOP_LINES = 12
"""Lines at the top of a page in which a student's number is looked for."""
_LINE = 300
"""Characters of a line in which a student's number is looked for: what follows is no heading."""
DISTINCTIVE = 5
"""A number of at least so many characters is hardly anything but a student's; "12" may be a page or a question."""

_LABEL = (
    r"(?:(?:num[ée]ro|n\s?[°ºo]|num|no|code|id)\.?\s*(?:d['’]\s*)?(?:de\s+l['’]\s*)?)?"
    r"(?:[ée]tudiante?|[ée]l[èe]ve|candidate?|matricule|identification|INE|anonymat|student|candidate|learner|pupil"
    r"|matrikel(?:nummer|nr\.?|-nr\.?)|sch[üu]lernummer|matr[íi]cula|expediente|DNI)"
    r"\s*(?:id(?:entifier)?|number|num|no\.?|n[°º]|nr\.?|code)?\s*"
)
_LABELLED = re.compile(rf"(?<![^\W\d_]){_LABEL}[:#=.]?\s*(?P<code>[A-Z]{{0,3}}\d[\w-]*)", re.IGNORECASE)
_QUESTION = re.compile(
    r"\s*(?:(?:exercice|exercise|ex|question|q|probl[èe]me|problem|aufgabe|ejercicio|partie|part|section)\.?\s*"
    r"(?:n\s?[°º]\s*)?(?P<number>\d+|[IVX]+|[A-F])\b|(?P<bare>\d{1,2})\s?[.)]\s)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_WORD = re.compile(r"(?<![\w-])(?:-|[^\W\d])*+\d[\w-]*+")
_SPACED = re.compile(r"(?<![\w.,])\d{1,4}(?:[ \u00a0\u202f.-]\d{2,4}){1,4}(?![\w.,]?\d)")

_MOODLE = re.compile(r"(?P<name>.+?)_\d+_(?:assignsubmission|assignfeedback|onlinetext|file)(?:_|$)", re.IGNORECASE)
_CANVAS = re.compile(r"(?P<name>[^\W\d_]+)(?:_late)?_\d+_\d+_", re.IGNORECASE)
_PARTICLES = {"de", "du", "des", "la", "le", "l", "d", "of", "by", "from", "von", "van"}
_WORDS_OF_FILES = {
    *("copie", "copies", "copy", "scan", "scans", "scanned", "devoir", "dm", "ds", "dst", "dnb", "bac", "controle"),
    *("eval", "evaluation", "interro", "examen", "exam", "exo", "exercice", "test", "tp", "td", "quiz", "partiel"),
    *("final", "finale", "version", "vf", "corrige", "corrected", "page", "pages", "recto", "verso", "late", "retard"),
    *("rendu", "remise", "submission", "document", "doc", "img", "image", "photo", "pdf", "v", "new", "nouveau"),
    *("klausur", "arbeit", "klassenarbeit", "hausaufgabe", "examen", "tarea", "maths", "math", "homework", "nom"),
}


@dataclass(frozen=True)
class FileClue:
    """What one part of a file's path tells: the words of a name, and numbers, addresses and logins."""

    words: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    """Words that are no part of a name in any file: "copie", "v2"."""


def code_key(code: str) -> str:
    """Return a number, address or login as compared."""
    return fold(code).replace(" ", "")


def labelled_codes(lines: Sequence[str]) -> frozenset[str]:
    """Return the student numbers that the top of a page names as such: "Student number: 12"."""
    return frozenset(code for line in lines[:TOP_LINES] for _, _, code in labelled_places(line) if code)


def labelled_places(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a line states a student's number that it names as such, with the number."""
    for match in _LABELLED.finditer(line[:_LINE]):
        yield match.start("code"), match.end("code"), code_key(match["code"])


def number_on_page(lines: Sequence[str], numbers: Collection[str]) -> str:
    """Return the one student number that a page states: named as such, or one of `numbers`; "" if none or several."""
    known = {code_key(number) for number in numbers}
    stated = labelled_codes(lines) or {code for code in codes_on_page(lines) if code in known}
    return next(iter(stated)) if len(stated) == 1 else ""


def first_question(lines: Sequence[str]) -> str:
    """Return the number of the first question that is labelled at the top of a page, or ""."""
    found = (_QUESTION.match(line) for line in lines[:TOP_LINES])
    return next((match["number"] or match["bare"] for match in found if match), "")


def codes_on_page(lines: Sequence[str]) -> frozenset[str]:
    """Return what at the top of a page may be a student's number or address; most of it is not."""
    return labelled_codes(lines) | frozenset(code for line in lines[:TOP_LINES] for code in _codes(line))


def _codes(text: str) -> Iterator[str]:
    for pattern in (_EMAIL, _WORD, _SPACED):
        for found in pattern.findall(text):
            code = code_key(found)
            if len(code) >= DISTINCTIVE:
                yield code


def file_clues(path: str, *, shared: Collection[str] = ()) -> list[FileClue]:
    """Return the clues in a file's name and then in the folders above it, the nearest first.

    Moodle and Canvas write the student's name into the names of files and folders, with numbers that are not the
    school's. `shared` are words that stand in the names of other students' files too.
    """
    *folders, name = path.split("/")
    parts = [name.rsplit(".", 1)[0] if "." in name else name, *reversed(folders)]
    for part in parts:
        system = _MOODLE.match(part) or _CANVAS.match(part)
        if system:
            return [FileClue(tuple(fold(system["name"]).split()))]
    return [_clue(part, shared) for part in parts]


def _clue(part: str, shared: Collection[str]) -> FileClue:
    words = fold(part).split()
    codes = {code for code in {*_codes(part), *words} if not _is_date(code) or fold(part) == code}
    extra = {word for word in words if word in _WORDS_OF_FILES or word in shared or any(c.isdigit() for c in word)}
    return FileClue(tuple(words), frozenset(codes), frozenset(extra | (_PARTICLES & set(words))))


def _is_date(code: str) -> bool:
    for form in ("%Y%m%d", "%d%m%Y"):
        with suppress(ValueError):
            return 2000 <= datetime.strptime(code, form).year < 2100  # noqa: DTZ007 - a day has no time zone
    return False
