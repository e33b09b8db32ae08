"""A student's answer, prepared once for all comparisons."""

import itertools
import re
from functools import cached_property

from bareme.domain.quantities import NUMERAL, Quantity, find_quantities, plain_numeral
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.wording_match import doubts
from bareme.models.offline.words import fold, is_negated, key_words, sentences

_NUMERAL = re.compile(NUMERAL)
_OPTION_LETTER = re.compile(r"(?<![\w'’-])([A-H])(?![\w'’])")
_ARROW = re.compile(r"→|->|⟶|=>")


class StudentAnswer:
    """The text of one answer and what is derived from it, each computed on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def doubts(self) -> frozenset[str]:
        """Its words and signs that deny, ask or offer a choice: what stands beside them may not be its result."""
        words = doubts(self.text)
        return words | {"?"} if "?" in self.text else words

    def line_with(self, found: Quantity) -> str:
        """Return the line in which the quantity stands, or ""."""
        lines = (line for line in self.text.splitlines() if found.notation in plain_math(line))
        return next((line.strip() for line in lines), "")

    @cached_property
    def options(self) -> list[str]:
        """The letters of options that it names, each once."""
        return list(dict.fromkeys(_OPTION_LETTER.findall(self.text)))

    @cached_property
    def sentences(self) -> list["Window"]:
        """Its sentences."""
        return [Window(text) for text in sentences(self.text)]

    @cached_property
    def windows(self) -> list["Window"]:
        """Its sentences and every pair of consecutive ones."""
        pairs = itertools.pairwise(window.text for window in self.sentences)
        return [*self.sentences, *(Window(f"{first} {second}") for first, second in pairs)]

    @cached_property
    def chains(self) -> list[list[str]]:
        """Its equations, each as a list of compact sides."""
        lines = re.split(r"\n|;|,\s|\b(?:soit|donc|so|et|and|avec|therefore)\b|:\s|→", plain_math(self.text))
        return [[compact(side) for side in re.split(r"[=≈]", line)] for line in lines]

    @cached_property
    def compact(self) -> str:
        """The whole answer, compact, line by line."""
        return "\n".join(compact(line) for line in self.text.splitlines())

    @cached_property
    def arrow_sides(self) -> tuple[str, str] | None:
        """The texts left and right of a reaction arrow, or None."""
        sides = _ARROW.split(self.text.replace("\n", " "), maxsplit=1)
        return (sides[0], sides[1]) if len(sides) == 2 else None


class Window:
    """One or two sentences, as words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = key_words(text)
        self.plain_words = key_words(text, directions=False)
        self.negated = is_negated(text)


def compact(text: str) -> str:
    """Return mathematics without spaces, units and case, numbers in their shortest form: "12×0.5"."""
    text = plain_math(text)
    pieces: list[str] = []
    end = 0
    for quantity in find_quantities(text):
        # The unit is left out; a sign or a root before the number stays.
        number_end = text.index(quantity.notation, quantity.start) + len(quantity.notation)
        pieces.append(text[end:number_end])
        end = quantity.end
    joined = "".join([*pieces, text[end:]])
    numbered = _NUMERAL.sub(lambda number: plain_numeral(number[0]), joined)
    return re.sub(r"[\s£€$]+|[.;]$", "", fold(numbered))
