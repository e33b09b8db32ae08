"""Which row of a school's file is which pupil of the session: by number, e-mail, login or name, and never guessed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from bareme.domain.copies import Student
from bareme.domain.identity import fold, may_be_same_name, same_name
from bareme.rosters.row_identity import RowIdentity
from bareme.school_files.outcome import Outcome

_KEYS: tuple[tuple[Callable[[RowIdentity], str], Callable[[Student], str]], ...] = (
    (lambda row: row.number, lambda student: student.student_id),
    (lambda row: row.email, lambda student: student.email),
    (lambda row: row.login, lambda student: student.login),
)
"""What tells a pupil on its own, the surest first."""
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+")
"""A long number as spreadsheets show it, "1,23457E+12": those of several pupils look the same."""


def match(rows: Sequence[RowIdentity], students: Sequence[Student]) -> list[int | Outcome]:
    """Return for each row the place of its student, or why it has none: unknown, ambiguous or contradictory."""
    register = _Register(rows, students)
    found = [register.find(row) for row in rows]
    claims = Counter(place for place, _ in found if isinstance(place, int))
    by_key = Counter(place for place, is_by_key in found if isinstance(place, int) and is_by_key)

    def settled(place: int | Outcome, *, is_by_key: bool) -> int | Outcome:
        if isinstance(place, Outcome) or claims[place] == 1 or (is_by_key and by_key[place] == 1):
            return place
        return Outcome.AMBIGUOUS

    return register.checked([settled(place, is_by_key=is_by_key) for place, is_by_key in found])


class _Register:
    """The students by number, e-mail, login and name."""

    def __init__(self, rows: Sequence[RowIdentity], students: Sequence[Student]) -> None:
        self._rows = rows
        self._students = students
        self._by_key: list[dict[str, set[int]]] = [{} for _ in _KEYS]
        self._by_letters: dict[str, list[int]] = {}
        for place, student in enumerate(students):
            for index, (_, of_student) in zip(self._by_key, _KEYS, strict=True):
                if key := _plain(of_student(student)):
                    index.setdefault(key, set()).add(place)
            self._by_letters.setdefault(_letters(student.name), []).append(place)
        # Numbers of which none is known are another kind of number: they tell nothing.
        self._comparable = [
            any(_plain(of_row(row)) in index for row in rows)
            for index, (of_row, _) in zip(self._by_key, _KEYS, strict=True)
        ]

    def find(self, row: RowIdentity) -> tuple[int | Outcome, bool]:
        """Return the place of the row's student, or why there is none, and whether a key tells it."""
        named = {p for p in self._by_letters.get(_letters(row.name), ()) if same_name(self._students[p].name, row.name)}
        pointed = [
            index[key]
            for index, (of_row, _) in zip(self._by_key, _KEYS, strict=True)
            if (key := _plain(of_row(row))) in index
        ]
        if not pointed:
            agreeing = {place for place in named if not self._contradicts(row, place)}
            return _only(agreeing) if agreeing else (Outcome.CONTRADICTORY if named else Outcome.UNKNOWN), False
        common = set.intersection(*pointed)
        if named:
            common &= named
        elif len(pointed) == 1:
            # A number may only count the rows, and families share addresses: alone, it tells nobody of another name.
            common = {place for place in common if may_be_same_name(self._students[place].name, row.name)}
        common = {place for place in common if not self._has_other_number(row, place)}
        return _only(common) if common else Outcome.CONTRADICTORY, True

    def checked(self, places: list[int | Outcome]) -> list[int | Outcome]:
        """Return the places, unless only the names of a few are found where all numbers are others: another class."""
        numbered = any(row.number for row in self._rows) and any(student.student_id for student in self._students)
        found = sum(isinstance(place, int) for place in places)
        if any(self._comparable) or not numbered or 2 * found >= len(self._students):
            return places
        return [Outcome.CONTRADICTORY if isinstance(place, int) else place for place in places]

    def _contradicts(self, row: RowIdentity, place: int) -> bool:
        return any(
            comparable and _differ(of_row(row), of_student(self._students[place]))
            for comparable, (of_row, of_student) in zip(self._comparable, _KEYS, strict=True)
        )

    def _has_other_number(self, row: RowIdentity, place: int) -> bool:
        return self._comparable[0] and _differ(row.number, self._students[place].student_id)


def _only(places: set[int]) -> int | Outcome:
    return next(iter(places)) if len(places) == 1 else Outcome.AMBIGUOUS


def _differ(first: str, second: str) -> bool:
    """Whether two keys exclude each other. Spreadsheets take the zeros away that a number begins with."""
    keys = _plain(first).lstrip("0"), _plain(second).lstrip("0")
    return all(keys) and keys[0] != keys[1]


def _plain(key: str) -> str:
    plain = "".join(key.casefold().split())
    return "" if _SHORTENED.fullmatch(plain) else plain


def _letters(name: str) -> str:
    return "".join(sorted(fold(name).replace(" ", "")))
