"""Papers that count only some of their questions: "best 4 of 5", "trois exercices au choix"."""

import re
from collections.abc import Iterable

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
}  # fmt: skip
_COUNT = rf"(?P<count>[1-9]|{'|'.join(_NUMBERS)})"
_QUESTIONS = r"(?:questions?|exercices?|exercises?|problems?|probl[èe]mes?|answers?|solutions?|sujets?)"
_PATTERNS = (
    re.compile(rf"\bbest\s+{_COUNT}\b", re.IGNORECASE),
    re.compile(rf"\b(?:any|only|exactly)\s+{_COUNT}\s+(?:of\b|{_QUESTIONS})", re.IGNORECASE),
    re.compile(rf"\b(?:answer|attempt|choose)\s+{_COUNT}\s+(?:out\s+)?of\b", re.IGNORECASE),
    re.compile(rf"\b{_COUNT}\s+meilleure?s\b|\bmeilleure?s\s+{_QUESTIONS}\b", re.IGNORECASE),
    re.compile(rf"\b{_COUNT}\s+{_QUESTIONS}\s+(?:au\s+choix|parmi|sur\s+les)\b", re.IGNORECASE),
)


def counted_questions(texts: Iterable[str]) -> int | None:
    """Return how many questions count, None where all do."""
    for text in texts:
        for pattern in _PATTERNS:
            match = pattern.search(text)
            if match and match["count"]:
                word = match["count"].lower()
                return _NUMBERS.get(word) or int(word)
    return None
