"""Which files belong to one student, by their names: Moodle's folders, "dupont-1.jpg" and "dupont-2.jpg"."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from bareme.domain.file_names import natural_order


class NamedFile(NamedTuple):
    """A file with the folders in its name, and the number of its pages."""

    name: str
    pages: int


class Bond(StrEnum):
    """What holds the files of a group together."""

    ALONE = "alone"  # nothing: it is one file
    SUBMISSION = "submission"  # a school system names the student who sent them
    FOLDER = "folder"  # a folder that seems to be one student's
    STEM = "stem"  # a name, or names that differ in a number: "dupont-1", "dupont (2)", "dupont verso"


class FileGroup(NamedTuple):
    """Files of one student, by their places in the request and in reading order."""

    places: tuple[int, ...]
    bond: Bond


# "Léa MARTIN_12345_assignsubmission_file_/copie.pdf", or in one name if the folders were left out.
_MOODLE = re.compile(r"(?:^|/)(?P<owner>[^/]+_\d+)_assignsubmission_[a-z]+_")
# "dupontpaul_late_4321_98765_copie.pdf": Canvas, with the numbers of the student and of the file.
_CANVAS = re.compile(r"(?:^|/)(?P<owner>[^/_]+_(?:late_)?\d+)_\d+_[^/]+$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(
    r"(?<![\s_.-])[\s_.-]*+(?:p(?:age|g)?|photo|img|scan)?[\s_.-]*+"
    r"(?:\((?P<in_brackets>\d{1,2})\)|(?P<number>\d{1,2})|(?<=[\s_.-])(?P<side>recto|verso|front|back|[ab]))\Z",
    re.IGNORECASE,
)
_SIDES = {"recto": 1, "front": 1, "a": 1, "verso": 2, "back": 2, "b": 2}
_MOST_PAGES = 20  # of one student, as files
# Words of names that say nothing of a student.
_GENERIC = frozenset(
    """
    img image images imag scan scans scanned scanner photo photos foto pic picture page pages seite
    copie copies copy kopie doc document documents docs file fichier datei untitled capture screenshot
    whatsapp dsc dscn dscf pxl cam camscanner adobe numerisation numerise sans titre new nouveau eleve
    eleves student students pupil schuler alumno controle devoir maison ds dm dst brevet bac exam
    examen exams test tests quiz klausur arbeit interro interrogation evaluation eval composition rendu
    travail work homework answer answers reponse reponses sujet classe class groupe group exercice
    exercise exo partie part feuille sheet final v vf version corrige rattrapage at the le la de du
    """.split()  # noqa: SIM905 - as a list it is a word a line
)


def group_files(files: Sequence[NamedFile]) -> list[FileGroup]:
    """Return the files by student, in the order of the first file of each."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    folders = _folders_of_students(files)
    for place, file in enumerate(files):
        folder = file.name.rpartition("/")[0]
        if owner := sender_of(file.name):
            groups[Bond.SUBMISSION, owner].append(place)
        elif folder in folders:
            groups[Bond.FOLDER, folder].append(place)
        elif stem := _stem_of_student(file):
            groups[Bond.STEM, f"{folder}/{stem}"].append(place)
        else:
            groups[Bond.ALONE, str(place)].append(place)
    found = [group for (bond, _), places in groups.items() for group in _group(Bond(bond), places, files)]
    return sorted(found, key=lambda group: min(group.places))


def _group(bond: Bond, places: list[int], files: Sequence[NamedFile]) -> list[FileGroup]:
    # Numbers come first where they are what the names differ in: "dupont" is the page before "dupont (2)".
    by_number = bond is Bond.STEM
    ordered = tuple(
        sorted(places, key=lambda place: (by_number and _number(files[place].name), natural_order(files[place].name)))
    )
    numbers = {_number(files[place].name) for place in places}
    if bond is Bond.STEM and (len(places) > _MOST_PAGES or len(numbers) < len(places)):
        return [FileGroup((place,), Bond.ALONE) for place in places]
    return [FileGroup(ordered, bond)]


def sender_of(name: str) -> str | None:
    """Return the part of a name by which a school system tells who sent the file."""
    match = _MOODLE.search(name) or _CANVAS.search(name)
    return match["owner"] if match else None


def moodle_participant(name: str) -> tuple[str, str] | None:
    """Return the name and the number of the participant whose file Moodle handed out under this name."""
    match = _MOODLE.search(name)
    if match is None:
        return None
    owner, _, number = match["owner"].rpartition("_")
    return owner, number


def without_sender(name: str) -> str:
    """Return the name as the student gave it, without what Moodle puts before it."""
    match = _MOODLE.search(name)
    return name[match.end() :].lstrip("/") if match else name


def _folders_of_students(files: Sequence[NamedFile]) -> set[str]:
    """Return the folders that each seem to hold one student's files, among several folders.

    Such a folder's files have names that say nothing ("page 1", "IMG_0042"), or that other folders have too.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        folder, _, base = file.name.rpartition("/")
        if folder:
            members[folder].append(_stem(base))
    repeated = Counter(stem for stems in members.values() for stem in set(stems))
    return {
        folder
        for folder, stems in members.items()
        if _tells_somebody(folder.rpartition("/")[2]) and all(_is_generic(s) or repeated[s] > 1 for s in stems)
    }


def _stem_of_student(file: NamedFile) -> str | None:
    """Return the stem of a file of one page, or of none that could be read, whose name may be a student's, or None."""
    stem = _stem(file.name.rpartition("/")[2])
    match = _number_at_end(stem)
    name = stem[: match.start()] if match else stem
    return _fold(name) if file.pages <= 1 and _tells_somebody(name) else None


def _number(name: str) -> int:
    """Return the number of the page in a file's name; a name without one comes first."""
    match = _number_at_end(_stem(name.rpartition("/")[2]))
    if not match:
        return 0
    return _SIDES.get((match["side"] or "").casefold()) or int(match["number"] or match["in_brackets"])


def _number_at_end(stem: str) -> re.Match[str] | None:
    """Return the page number at the end of a file's name as a match, or None. At least one letter stands before it."""
    letter = _LETTER.search(stem)
    return _NUMBER.search(stem, letter.end()) if letter else None


def _stem(base: str) -> str:
    return base.rpartition(".")[0] or base


def _tells_somebody(text: str) -> bool:
    """Whether a text may be a student's name: words of letters alone, not all of them said of anything."""
    words = _fold(text).split()
    return any(len(word) > 1 for word in words) and all(map(str.isalpha, words)) and not _is_generic(text)


def _is_generic(text: str) -> bool:
    return all(word in _GENERIC for word in re.findall(r"[^\W\d_]+", _fold(text)))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())
