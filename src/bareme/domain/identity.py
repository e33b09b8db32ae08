"""When two names are one: accents, case, spaces, hyphens and the order of words apart."""

import unicodedata
from collections.abc import Collection, Sequence
from itertools import permutations

from bareme.domain.copies import Student

_MOST_WORDS = 6
"""Names of more words are compared as a set of words and as they stand: their orders are too many."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"}
)


def fold(text: str) -> str:
    """Return the words of `text` in lower case and without accents, with single spaces for whatever is between."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = (char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())


def spellings(name: str) -> frozenset[str]:
    """Return the spellings that mean this name: the letters of its words, run together in every order."""
    words = fold(name).split()
    if len(words) > _MOST_WORDS:
        return frozenset({"".join(words), "".join(sorted(words))})
    return frozenset(map("".join, permutations(words)))


def same_name(first: str, second: str) -> bool:
    """Whether two names are equal but for accents, case, spaces, hyphens and order."""
    words, others = fold(first).split(), fold(second).split()
    if not words or not others:
        return False
    return sorted(words) == sorted(others) or "".join(words) in spellings(second) or "".join(others) in spellings(first)


def same_person(first: Student, second: Student) -> bool:
    """Whether two students have the same number or, if either has no number, the same name."""
    if first.student_id and second.student_id:
        return first.student_id == second.student_id
    return same_name(first.name, second.name)


def absent_students(roster: Sequence[Student], owners: Collection[Student]) -> tuple[Student, ...]:
    """Return the students of the roster who are no owner of a copy, in the roster's order."""
    known = set(owners)
    return tuple(
        student
        for student in roster
        if student not in known and not any(same_person(student, owner) for owner in owners)
    )


def roster_order(student: Student | None, roster: Sequence[Student]) -> int:
    """Return the student's place on the roster; all others come after it, in the order they are in."""
    if student is None:
        return len(roster)
    if student in roster:
        return roster.index(student)
    return next((place for place, other in enumerate(roster) if same_person(student, other)), len(roster))
