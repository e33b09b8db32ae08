"""When two names are one: accents, case, spaces, hyphens and the order of words apart."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import permutations

from bareme.domain.copies import Student

_MOST_WORDS = 6
"""Names of more words are compared as a set of words and as they stand: their orders are too many."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"}
)

_LETTER_MARKS = {0, 7, 8, 9, 103, 107, 118, 122, 129, 130, 132}
"""Unicode's combining classes of marks without which a letter is another one."""
_INVISIBLE = ("VARIATION SELECTOR", "JOINER")


@lru_cache(maxsize=16_384)  # the words of a class's texts are few, and come again in each copy
def fold(text: str) -> str:
    """Return the words of `text` in lower case and without accents, with single spaces for whatever is between."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = (char for char in decomposed if _is_letter_mark(char) or not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() or _is_letter_mark(char) else " " for char in plain).split())


def _is_letter_mark(char: str) -> bool:
    """Whether a mark is part of a letter, as the vowels of Indic scripts, Thai tones and the strokes of kana are.

    Accents and the points of Hebrew and Arabic may be left out.
    """
    return (
        unicodedata.combining(char) in _LETTER_MARKS
        and unicodedata.category(char) in {"Mn", "Mc"}
        and not any(word in unicodedata.name(char, "") for word in _INVISIBLE)
    )


@lru_cache(maxsize=4096)
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


def may_be_same_name(first: str, second: str) -> bool:
    """Whether one name may be a shorter form of the other: "MARTIN L.", "MARTIN Léa", "MARTIN-DURAND Léa Marie".

    A missing name may be any.
    """
    words, others = sorted((fold(first).split(), fold(second).split()), key=len)
    return same_name(first, second) or all(
        any(word == other or (min(len(word), len(other)) == 1 and word[0] == other[0]) for other in others)
        for word in words
    )


def same_person(first: Student, second: Student) -> bool:
    """Whether two students have the same number or, if either has no number, the same name."""
    if first.student_id and second.student_id:
        return first.student_id == second.student_id
    return same_name(first.name, second.name)


class People:
    """Students by number and by name, to find the same person without comparing all with all."""

    def __init__(self, students: Iterable[Student]) -> None:
        self._students = tuple(students)
        self._places: dict[str, list[int]] = {}
        for place, student in enumerate(self._students):
            for key in _keys(student):
                self._places.setdefault(key, []).append(place)

    def places(self, student: Student) -> list[int]:
        """Return the places of all who are the same person as `student`, in order."""
        near = {place for key in _keys(student) for place in self._places.get(key, ())}
        return [place for place in sorted(near) if same_person(self._students[place], student)]

    def place(self, student: Student | None) -> int:
        """Return the first of these places, or the number of all for somebody else."""
        return next(iter(self.places(student)), len(self._students)) if student else len(self._students)


def _keys(student: Student) -> set[str]:
    """Return keys of which two records of one person have one in common: the number, and the letters of the name."""
    letters = "".join(sorted(fold(student.name).replace(" ", "")))
    return {f"name {letters}", *([f"number {student.student_id}"] if student.student_id else [])}


def absent_students(roster: Sequence[Student], owners: Iterable[Student]) -> tuple[Student, ...]:
    """Return the students of the roster who are no owner of a copy, in the roster's order."""
    present = People(owners)
    return tuple(student for student in roster if not present.places(student))
