"""Match an id as a model wrote it to the one id that it can mean."""

import re
import unicodedata
from collections.abc import Mapping

_TOKEN = re.compile(r"\d++|[^\W\d_]++")
_LABELS = frozenset({
    "exercise", "exercice", "ex", "exo", "question", "quest", "qu", "q", "problem", "problème", "pb", "task", "aufgabe",
    "frage", "nr", "no", "n", "num", "numéro", "number", "part", "partie", "teil", "ejercicio", "pregunta",
})  # fmt: skip
_LONGEST = 400
_DISTINCTIVE = 4
"""Letters of a word that sets one question's label apart from the others'."""

type _Tokens = tuple[str, ...]


def match_identifier(given: object, labels: Mapping[str, str]) -> str | None:
    """Return the id that `given` means, or None if it means none or could mean several.

    `labels` holds each id's label, or "". An id may differ in case, spaces and punctuation, may be its label, and may
    have the word for a question too many or too few: "exercise 1", "Q1" and "1" are the same, "Exercise 1" and
    "Question 1" are not.
    """
    if isinstance(given, int | float) and not isinstance(given, bool):
        # 2.10 and 2.1 are one number, but may be two ids.
        alike = [known for known in labels if _number(known) == given]
        return alike[0] if len(alike) == 1 else None
    if not isinstance(given, str) or len(given) > _LONGEST:
        return None
    if given in labels:
        return given
    wanted = _tokens(given)
    names = {known: [_tokens(known), *_own_label(known, label)] for known, label in labels.items()}
    for means in (_equal, _same_without_words):
        found = [known for known, spellings in names.items() if any(means(wanted, name) for name in spellings)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_label(known: str, label: str) -> list[_Tokens]:
    """Return the tokens of id and label together, and the label's own.

    But not its own if it names the question only inside of its exercise: "2" of "1.2".
    """
    tokens = _tokens(label)
    rest = _parted(tokens)[1]
    distinctive = any(len(token) >= _DISTINCTIVE and token.isalpha() for token in rest)
    both = [(*_tokens(known), *tokens), (*tokens, *_tokens(known))] if tokens else []
    return [tokens, *both] if tokens and (distinctive or rest == _parted(_tokens(known))[1]) else both


def _tokens(name: str) -> _Tokens:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return tuple(token.lstrip("0") or "0" if token.isdigit() else token for token in _TOKEN.findall(folded))


def _parted(tokens: _Tokens) -> tuple[_Tokens, _Tokens]:
    """Return the words for a question, and the rest. A single letter is such a word only at the beginning."""
    words = tuple(t for i, t in enumerate(tokens) if t in _LABELS and (len(t) > 1 or i == 0))
    rest = tuple(t for i, t in enumerate(tokens) if not (t in _LABELS and (len(t) > 1 or i == 0)))
    return words, rest


def _equal(one: _Tokens, other: _Tokens) -> bool:
    return bool(one) and one == other


def _same_without_words(one: _Tokens, other: _Tokens) -> bool:
    (words, rest), (other_words, other_rest) = _parted(one), _parted(other)
    return bool(rest) and rest == other_rest and (not words or not other_words or words == other_words)


def _number(known: str) -> float | None:
    try:
        return float(known)
    except ValueError:
        return None
