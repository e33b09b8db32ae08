"""Match names read on copies to the roster."""

import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from bareme.domain.copies import Student

SURE = 0.8
"""Names with at least this confidence are not flagged."""

_ALIKE = 85.0
_MARGIN = 5.0


def _fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)).split())


def match_student(name: str, roster: Sequence[Student], *, confidence: float) -> tuple[Student | None, float]:
    """Return the student of that name and the confidence of the match.

    Word order, case, accents and single misspelt letters do not matter. A first name alone matches if it is unique in
    the roster. If two students match equally well, the name is returned as read, with a low confidence.
    """
    wanted = _fold(name)
    if not wanted:
        return None, 0.0
    if not roster:
        return Student(name=name.strip()), confidence
    whole = sorted(((fuzz.token_sort_ratio(wanted, _fold(s.name)), s) for s in roster), key=lambda p: -p[0])
    runner_up = whole[1][0] if len(whole) > 1 else 0.0
    best, student = whole[0]
    exact = best == 100.0 > runner_up
    if exact or (best >= _ALIKE and best - runner_up >= _MARGIN):
        return student, round(min(confidence, best / 100), 3)
    partial = [s for s in roster if set(wanted.split()) <= set(_fold(s.name).split())]
    if len(partial) == 1:
        return partial[0], round(min(confidence, 0.7), 3)
    return Student(name=name.strip()), round(min(confidence, 0.5), 3)


def match_file_name(file_name: str, roster: Sequence[Student]) -> tuple[Student | None, float]:
    """Return the student of the roster that the file is named after, or None."""
    stem = _fold(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    words = [word for word in stem.split() if not word.isdigit()]
    if not words or not roster:
        return None, 0.0
    student, confidence = match_student(" ".join(words), roster, confidence=0.75)
    return (student, confidence) if student in roster else (None, 0.0)
