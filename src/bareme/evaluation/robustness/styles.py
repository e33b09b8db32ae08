"""Other ways to write the same answer, and other names beside it: none of them may change a mark."""

import re
from collections.abc import Callable
from functools import partial
from random import Random

from bareme.domain.points import Language
from bareme.evaluation.robustness.sheets import AnswerSheet
from bareme.evaluation.robustness.variants import Carrier, OriginalAnswer, PerturbedAnswer, Variant, VariantKind

_PIECES = re.compile(r"\$[^$]*\$|[^\W\d_]+|.", re.DOTALL)
"""Mathematics, words, and anything else one by one."""
_CASUAL: dict[Language, tuple[tuple[str, str], ...]] = {
    "fr": ((r"\bparce que\b", "pcq"), (r"\bil y a\b", "y a"), (r"\bne (\w+) pas\b", r"\1 pas"), (r"\bcela\b", "ça")),
    "en": ((r"\bbecause\b", "cuz"), (r"\bit is\b", "it's"), (r"\bdo not\b", "don't")),
}
_FILLERS: dict[Language, tuple[str, str]] = {"fr": ("bah du coup ", ", quoi"), "en": ("well basically ", ", you know")}
# Letters that a hand makes alike, and that are then read for each other.
_ALIKE = {"m": "rn", "d": "cl", "h": "li", "w": "vv", "e": "c", "a": "o", "n": "u", "u": "v", "é": "e", "è": "e"}
_MISSPELT = 0.2  # of the words with five letters or more
_MISREAD = 0.04  # of the letters


def _informal(source: OriginalAnswer) -> str:
    text = source.answer
    for formal, casual in _CASUAL[source.language]:
        text = re.sub(formal, casual, text, flags=re.IGNORECASE)
    before, after = _FILLERS[source.language]
    return f"{before}{text[:1].lower()}{text[1:].rstrip(' .')}{after}"


def _misspelt(source: OriginalAnswer) -> str:
    dice = source.dice("spelling")
    return _each_word(source.answer, lambda word: _misspell(word, dice))


def _misspell(word: str, dice: Random) -> str:
    if len(word) < 5 or dice.random() >= _MISSPELT:
        return word
    place = dice.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _misread(source: OriginalAnswer) -> str:
    dice = source.dice("noise")
    return _each_word(
        source.answer, lambda word: "".join(_ALIKE.get(c, c) if dice.random() < _MISREAD else c for c in word)
    )


def _plain_letters(source: OriginalAnswer) -> str:
    return re.sub(r"[.;:!]+(?=\s|$)", "", _each_word(source.answer, str.lower))


def _each_word(text: str, change: Callable[[str], str]) -> str:
    """Return the text with its words changed; numbers and mathematics stay, since they would mean something else."""
    return "".join(piece if piece[0] == "$" else change(piece) for piece in _PIECES.findall(text))


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
"""Names of a girl and of a boy by where they are common. Made up; they stand for how a name sounds, for nobody."""


def _written(write: Callable[[OriginalAnswer], str], source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(text=write(source))


def _aslant(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, rotated=1.5))


def _noisy(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, noise=25.0))


def _name_beside(source: OriginalAnswer) -> PerturbedAnswer:
    name = source.dice("name").choice([name for pair in NAMES.values() for name in pair])
    return PerturbedAnswer(text=source.answer, student=name)


def _name_on_page(name: str, source: OriginalAnswer) -> PerturbedAnswer:
    label = "Nom :" if source.language == "fr" else "Name:"
    return PerturbedAnswer(sheet=AnswerSheet(source.answer, heading=f"{label} {name}"), student=name)


STYLES: tuple[Variant, ...] = (
    *(
        Variant(f"style_{name}", VariantKind.STYLE, Carrier.TYPED, partial(_written, write))
        for name, write in _WRITTEN.items()
    ),
    Variant("style_aslant", VariantKind.STYLE, Carrier.PAGE, _aslant),
    Variant("style_noisy", VariantKind.STYLE, Carrier.PAGE, _noisy),
    Variant("name_beside", VariantKind.NAME, Carrier.TYPED, _name_beside),
    *(
        Variant(f"name_{origin}_{gender}", VariantKind.NAME, Carrier.PAGE, partial(_name_on_page, name))
        for origin, pair in NAMES.items()
        for gender, name in zip(("girl", "boy"), pair, strict=True)
    ),
)
"""The suite `fairness`."""
