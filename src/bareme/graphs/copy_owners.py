"""Find out who wrote each copy: by number, then address or login, then name, on its pages and in its file's name.

What equals the roster but for accents, case, spaces, hyphens and order is sure. Anything else is a proposal.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from bareme.domain.copies import Student
from bareme.domain.identity import fold, same_name, spellings
from bareme.domain.owner_clues import DISTINCTIVE, FileClue, code_key, file_clues

SURE = 0.8
"""Owners with at least this confidence are not flagged."""

_EXACT = 0.95
_BY_FILE = 0.9
PROPOSED = 0.7
"""A name that is no more than likely."""
_UNKNOWN = 0.5
_NAME_LINES = 4
_ALIKE = 85.0
_MARGIN = 5.0


@dataclass(frozen=True)
class CopyClues:
    """What a copy says about who wrote it."""

    name: str = ""
    """As read on its pages."""
    confidence: float = 0.0
    """Of that reading."""
    is_text: bool = False
    """Whether the name stands in the text of the pages: nothing was read from a picture."""
    codes: frozenset[str] = frozenset()
    """Numbers and addresses on its pages, that may be a student's."""
    labelled: frozenset[str] = frozenset()
    """Those that the page calls a student's number, however short."""
    top: tuple[str, ...] = ()
    """The first lines of its first page: one may be a student's name that nothing calls a name."""
    file_name: str = ""
    """Of the file, if no other student's copy is in it."""


@dataclass(frozen=True)
class Owner:
    """Who wrote a copy. `name_read` is what its pages say, if that is not the student's name."""

    student: Student | None = None
    confidence: float = 0.0
    name_read: str = ""


def find_owners(copies: Sequence[CopyClues], roster: Sequence[Student]) -> list[Owner]:
    """Return the owner of each copy.

    Owners do not depend on the order of the copies. Two copies may have one owner, which the caller flags. A student
    whose copy is sure is proposed for no other.
    """
    shared = _shared_words(copies, roster)
    sure = [_sure_owner(copy, roster, shared) for copy in copies]
    taken = {owner.student for owner in sure if owner and owner.confidence >= SURE}
    free = [student for student in roster if student not in taken]
    return [owner or _proposed_owner(copy, roster, free, shared) for copy, owner in zip(copies, sure, strict=True)]


def name_at_top(lines: Sequence[str], roster: Sequence[Student]) -> str:
    """Return the name of the one student of the roster who stands in the first lines of a page, on one or two of them.

    Nothing there calls it a name, so it is a proposal.
    """
    top = lines[:_NAME_LINES]
    spelled = [*top, *(f"{line} {following}" for line, following in pairwise(top))]
    named = {student.name for student in roster if any(same_name(line, student.name) for line in spelled)}
    return named.pop() if len(named) == 1 else ""


def _sure_owner(copy: CopyClues, roster: Sequence[Student], shared: frozenset[str]) -> Owner | None:
    """Return the owner that a clue names exactly; with little confidence if other clues name somebody else."""
    known: list[Student] = []
    confidence = 0.0
    contradicted = False
    for found, found_confidence in _exact_clues(copy, roster, shared):
        if not found:
            continue
        both = [student for student in known if student in found] if known else found
        if not both:
            contradicted = True
        elif len(both) < len(known) or not known:
            known, confidence = both, found_confidence
    if len(known) != 1:
        return Owner(Student(name=copy.name), min(copy.confidence, _UNKNOWN)) if known and copy.name else None
    student = known[0]
    read = "" if not copy.name or _is_code(copy.name) or same_name(copy.name, student.name) else copy.name
    if contradicted or (read and not _may_be(read, student.name)):
        confidence = min(confidence, _UNKNOWN)
    return Owner(student, round(confidence, 3), read)


def _exact_clues(
    copy: CopyClues, roster: Sequence[Student], shared: frozenset[str]
) -> Iterator[tuple[list[Student], float]]:
    """Yield the students that each clue names exactly, and how sure it is; the strongest clue first."""
    yield _by_number(copy.codes, copy.labelled, roster), _EXACT
    yield _by_address(copy.codes, roster), _EXACT
    name = copy.name
    if name and _is_code(name):
        yield _by_number({code_key(name)}, set(), roster), _reading(copy, lookalike=False)
    elif name:
        named = [student for student in roster if same_name(name, student.name)]
        lookalike = any(
            fuzz.token_sort_ratio(fold(name), fold(student.name)) >= _ALIKE
            for student in roster
            if student not in named
        )
        yield named, _reading(copy, lookalike=lookalike)
    for clue in file_clues(copy.file_name, shared=shared) if copy.file_name else ():
        yield _by_number(clue.codes, set(), roster), _BY_FILE
        yield _by_address(clue.codes, roster), _BY_FILE
        yield _named_in_file(clue, roster, exact=True), _BY_FILE


def _reading(copy: CopyClues, *, lookalike: bool) -> float:
    """Return how sure an exact match is: a class list confirms a reading, unless a slip would name a classmate."""
    if copy.is_text:
        return _EXACT
    if copy.confidence < _UNKNOWN or lookalike:
        return copy.confidence
    return max(copy.confidence, _BY_FILE)


def _by_number(
    codes: frozenset[str] | set[str], labelled: frozenset[str] | set[str], roster: Sequence[Student]
) -> list[Student]:
    return [
        student
        for student in roster
        if (number := code_key(student.student_id))
        and (number in labelled or (number in codes and len(number) >= DISTINCTIVE))
    ]


def _by_address(codes: frozenset[str] | set[str], roster: Sequence[Student]) -> list[Student]:
    """Return the students with this e-mail address or login; a login that is also a name tells nothing."""
    names = {word for student in roster for word in fold(student.name).split()}
    return [
        student
        for student in roster
        if (student.email and code_key(student.email) in codes)
        or (student.login and (login := code_key(student.login)) in codes and login not in names)
    ]


def _named_in_file(clue: FileClue, roster: Sequence[Student], *, exact: bool) -> list[Student]:
    """Return the students whose whole name is in the clue, those with the most words; `exact`: and nothing else."""
    found: list[tuple[int, Student]] = []
    for student in roster:
        used = _words_of(student.name, clue.words)
        rest = [word for place, word in enumerate(clue.words) if place not in used and word not in clue.extra]
        if used and not (exact and rest):
            found.append((len(used), student))
    most = max((count for count, _ in found), default=0)
    return [student for count, student in found if count == most]


def _words_of(name: str, words: Sequence[str]) -> frozenset[int]:
    """Return the places of the words that make up the name, in any order; empty if some are missing."""
    wanted = spellings(name)
    for start, end in combinations(range(len(words) + 1), 2):
        if "".join(words[start:end]) in wanted:
            return frozenset(range(start, end))
    places: set[int] = set()
    for part in fold(name).split():
        place = next((i for i, word in enumerate(words) if word == part and i not in places), None)
        if place is None:
            return frozenset()
        places.add(place)
    return frozenset(places)


def _proposed_owner(
    copy: CopyClues, roster: Sequence[Student], free: Sequence[Student], shared: frozenset[str]
) -> Owner:
    """Return the student that the copy may be of, or what was read on it."""
    if copy.name and _is_code(copy.name) and roster:
        short = [student for student in free if code_key(student.student_id) == code_key(copy.name)]
        student = short[0] if len(short) == 1 else None
        return Owner(student, min(copy.confidence, PROPOSED) if student else 0.0, copy.name)
    if fold(copy.name):
        if not roster:
            return Owner(Student(name=copy.name), copy.confidence)
        student = _alike(copy.name, free)
        if student:
            return Owner(student, round(min(copy.confidence, PROPOSED), 3), copy.name)
    for clue in file_clues(copy.file_name, shared=shared) if copy.file_name else ():
        named = _named_in_file(clue, free, exact=False) or _by_number_of_any_length(clue, free)
        words = [word for word in clue.words if word not in clue.extra]
        alike = named if len(named) == 1 else [s for s in [_alike(" ".join(words), free)] if s and words]
        if len(alike) == 1:
            return Owner(alike[0], _UNKNOWN, copy.name or copy.file_name)
    if not fold(copy.name):
        named = [student for student in free if any(same_name(line, student.name) for line in copy.top)]
        return Owner(named[0], PROPOSED) if len(named) == 1 else Owner()
    return Owner(Student(name=copy.name), round(min(copy.confidence, _UNKNOWN), 3))


def _by_number_of_any_length(clue: FileClue, students: Sequence[Student]) -> list[Student]:
    return [student for student in students if code_key(student.student_id) in clue.words]


def _alike(name: str, students: Sequence[Student]) -> Student | None:
    """Return the one student whose name is much like `name`, or has all its words or only some of them."""
    wanted = fold(name)
    scored = sorted(((fuzz.token_sort_ratio(wanted, fold(s.name)), s) for s in students), key=lambda pair: -pair[0])
    runner_up = scored[1][0] if len(scored) > 1 else 0.0
    if scored and scored[0][0] >= _ALIKE and scored[0][0] - runner_up >= _MARGIN:
        return scored[0][1]
    words = set(wanted.split())
    partial = [student for student in students if _overlap(words, set(fold(student.name).split()))]
    return partial[0] if len(partial) == 1 else None


def _may_be(read: str, name: str) -> bool:
    """Whether a name as read may be a student whose number stands beside it."""
    return (
        _overlap(set(fold(read).split()), set(fold(name).split()))
        or fuzz.token_sort_ratio(fold(read), fold(name)) >= _ALIKE
    )


def _overlap(words: set[str], others: set[str]) -> bool:
    return bool(words and others) and (words <= others or others <= words)


def _is_code(name: str) -> bool:
    """Whether what was read as a name is a number: "21000003", "0712345678A"."""
    digits = sum(char.isdigit() for char in name)
    return digits > 0 and digits >= 2 * sum(char.isalpha() for char in name)


def _shared_words(copies: Sequence[CopyClues], roster: Sequence[Student]) -> frozenset[str]:
    """Return words that half of the files have in their names and no student has: "controle", "3eB"."""
    files = [set(fold(copy.file_name).split()) for copy in copies if copy.file_name]
    counts = Counter(word for words in files for word in words)
    names = {word for student in roster for word in fold(student.name).split()}
    return frozenset(
        word for word, count in counts.items() if count > 1 and count * 2 >= len(files) and word not in names
    )
