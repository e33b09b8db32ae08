"""What a text states, one line or clause at a time: the names on its sides and the results of its calculations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bareme.domain.quantities import Quantity, find_quantities, read_quantity
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.words import other_words

_ARROW = re.compile(r"<?(?<![=-])[=-]++>|[→⇔⟶]")
_END = re.compile(
    r"\n|;|→|\.\s++(?=[A-ZÀ-Ý])|\b(?:soit|donc|alors|puis|so|therefore|thus|hence|then|d'où)\b"
    # A comma or an "and" ends a statement only before another equation: "2x = 8, x = 4", but "4, 12".
    r"|(?:,\s++|\b(?:et|and|ou|or|avec|with|où|where)\s)(?=[^,;\n]{0,80}[=≈])"
)
_SIGNS = re.compile(r"(?<=\w)!|(?<=[^\W\d_]{2})-(?=\w)|[^\w\s.,:;!=≈+×/*()'\"«»^√π→-]")
_EQUALS = re.compile(r"[=≈]")


_SYMBOL = 2
"""A symbol has at most so many letters."""


@dataclass(frozen=True)
class Statement:
    """One line or clause."""

    names: tuple[str, ...]
    """The sides of its equation that hold letters: "x", "2x", "P(A)", without spaces and in lower case."""
    results: tuple[Quantity, ...]
    """The quantities of its last side that has any; in a sentence, all that are no operands."""
    words: tuple[str, ...] = ()
    """The words on that side, and on others that are no name, that may change what it says: "before", "least"."""
    signs: str = ""
    """Its signs other than those of calculations: square brackets, comparisons, degrees."""

    @property
    def values(self) -> frozenset[tuple[Fraction, ...]]:
        """The values of its results."""
        return frozenset(quantity.readings for quantity in self.results)


@lru_cache(maxsize=4096)
def statements(text: str) -> tuple[Statement, ...]:
    """Return the statements of `text`, which may be in any notation, in order; those without a result too."""
    plain = _ARROW.sub("→", plain_math(text))
    return tuple(_statement(part) for part in _END.split(plain) if part.strip(" .,:"))


def _statement(text: str) -> Statement:
    first, *others = _EQUALS.split(text)
    signs = "".join(_SIGNS.findall(_without_quantities(text)))
    if not others:
        return Statement((), _in_side(first), _words(first), signs)
    last = next((side for side in reversed(others) if _in_side(side)), first)
    # Of "4 = x" the first side is the result; of "2x = 2 × 4" there is none.
    found = _in_side(last) if last is not first else tuple(filter(None, [_whole(first)]))
    named = (side for side in (first, *others) if re.search(r"[^\W\d_]", _without_quantities(side)))
    names = (re.sub(r"\s", "", side).lower().rsplit(":", 1)[-1] for side in named)
    phrases = (side for side in (first, *others) if side is last or _is_phrase(other_words(side)))
    return Statement(tuple(names), found, tuple(word for side in phrases for word in _words(side)), signs)


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether a side is more than a name or a product: "all but x", not "distance" or "U × I"."""
    return len(words) > 1 and max(map(len, words)) > _SYMBOL


def _words(side: str) -> tuple[str, ...]:
    return other_words(_without_quantities(side))


def _without_quantities(text: str) -> str:
    for quantity in reversed(find_quantities(text)):
        text = text[: quantity.start] + " 0" + text[quantity.end :]
    return text


def _in_side(side: str) -> tuple[Quantity, ...]:
    whole = _whole(side)
    if whole is not None:
        return (whole,)
    return tuple(quantity for quantity in find_quantities(side) if _stands_alone(side, quantity))


def _whole(side: str) -> Quantity | None:
    """Return the number that `side` consists of, such as a fraction or a root."""
    number = read_quantity(side.strip(" .,!:"))
    return number if number is not None and number.unit is None else None


def _stands_alone(side: str, quantity: Quantity) -> bool:
    """Whether the quantity is no operand of a calculation."""
    before, after = side[: quantity.start].rstrip(), side[quantity.end :].lstrip()
    return before[-1:] not in {"×", "/", "+", "-", "^", "√"} and after[:1] not in {"×", "/", "+", "^", "-"}
