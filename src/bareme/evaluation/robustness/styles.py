"""Variants that must not change a mark: other ways to write the same answer, and other names of students."""

import re
from collections.abc import Callable
from functools import partial
from random import Random

from bareme.domain.points import Language
from bareme.evaluation.robustness.sheets import AnswerSheet
from bareme.evaluation.robustness.variants import AnswerVariant, Carrier, OriginalAnswer, PerturbedAnswer, VariantKind

_TOKENS = re.compile(r"\$[^$]*\$|[^\W\d_]+|.", re.DOTALL)
"""Mathematics, words, and other characters one by one."""
_CASUAL: dict[Language, tuple[tuple[str, str], ...]] = {
    "fr": ((r"\bparce que\b", "pcq"), (r"\bil y a\b", "y a"), (r"\bne (\w+) pas\b", r"\1 pas"), (r"\bcela\b", "ça")),
    "en": ((r"\bbecause\b", "cuz"), (r"\bit is\b", "it's"), (r"\bdo not\b", "don't")),
}
_FILLERS: dict[Language, tuple[str, str]] = {"fr": ("bah du coup ", ", quoi"), "en": ("well basically ", ", you know")}
# Letters that look alike in handwriting.
_CONFUSABLES = {"m": "rn", "d": "cl", "h": "li", "w": "vv", "e": "c", "a": "o", "n": "u", "u": "v", "é": "e", "è": "e"}
_MISSPELT_SHARE = 0.2  # of the words with five letters or more
_MISREAD_SHARE = 0.04  # of the letters


def _informal(source: OriginalAnswer) -> str:
    text = source.answer
    for formal, casual in _CASUAL[source.language]:
        text = re.sub(formal, casual, text, flags=re.IGNORECASE)
    before, after = _FILLERS[source.language]
    return f"{before}{text[:1].lower()}{text[1:].rstrip(' .')}{after}"


def _misspelt(source: OriginalAnswer) -> str:
    rng = source.rng("spelling")
    return _map_words(source.answer, lambda word: _misspell(word, rng))


def _misspell(word: str, rng: Random) -> str:
    if len(word) < 5 or rng.random() >= _MISSPELT_SHARE:
        return word
    place = rng.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _misread(source: OriginalAnswer) -> str:
    rng = source.rng("noise")
    return _map_words(
        source.answer,
        lambda word: "".join(_CONFUSABLES.get(c, c) if rng.random() < _MISREAD_SHARE else c for c in word),
    )


def _plain_letters(source: OriginalAnswer) -> str:
    return re.sub(r"[.;:!]+(?=\s|$)", "", _map_words(source.answer, str.lower))


def _map_words(text: str, change: Callable[[str], str]) -> str:
    """Return the text with `change` applied to its words, but not to numbers and mathematics."""
    return "".join(token if token[0] == "$" else change(token) for token in _TOKENS.findall(text))


_WRITTEN: dict[str, Callable[[OriginalAnswer], str]] = {
    "informal": _informal,
    "spelling": _misspelt,
    "misread": _misread,
    "lower_case": _plain_letters,
}

NAMES: dict[str, tuple[str, str]] = {
    "french": ("Camille Lefèvre", "Antoine Lefèvre"),
    "maghrebi": ("Fatima Benali", "Mohamed Benali"),
    "west_african": ("Aminata Diallo", "Mamadou Diallo"),
    "chinese": ("Mei Zhang", "Wei Zhang"),
}
"""Invented names of a girl and a boy, by the region where such names are common."""


def _written(write: Callable[[OriginalAnswer], str], source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(text=write(source))


def _rotated(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, rotated=1.5))


def _noisy(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, noise=25.0))


def _name_beside(source: OriginalAnswer) -> PerturbedAnswer:
    name = source.rng("name").choice([name for pair in NAMES.values() for name in pair])
    return PerturbedAnswer(text=source.answer, student=name)


def _name_on_page(name: str, source: OriginalAnswer) -> PerturbedAnswer:
    label = "Nom :" if source.language == "fr" else "Name:"
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, heading=f"{label} {name}"), student=name)


STYLES: tuple[AnswerVariant, ...] = (
    *(
        AnswerVariant(f"style_{name}", VariantKind.STYLE, Carrier.TYPED, partial(_written, write))
        for name, write in _WRITTEN.items()
    ),
    AnswerVariant("style_aslant", VariantKind.STYLE, Carrier.PAGE, _rotated),
    AnswerVariant("style_noisy", VariantKind.STYLE, Carrier.PAGE, _noisy),
    AnswerVariant("name_beside", VariantKind.NAME, Carrier.TYPED, _name_beside),
    *(
        AnswerVariant(f"name_{origin}_{gender}", VariantKind.NAME, Carrier.PAGE, partial(_name_on_page, name))
        for origin, pair in NAMES.items()
        for gender, name in zip(("girl", "boy"), pair, strict=True)
    ),
)
"""The suite `fairness`."""
