"""The two sets of rules, as numbers: how much of an expected answer has to be there, and what else is let pass."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rules:
    """How generously answers are read. Shares are of the weight of the expected words, from 0 to 1."""

    name: str
    met: float
    """From this share on, an element of the answer is there."""
    relative_tolerance: Fraction
    """How far a number may be off, as a share of it, if the key names no tolerance."""
    fuzzy: bool
    """Whether misspelt words, wordings of the same direction and substituted formulas count."""
    last_of_several: bool
    """Whether the last of several options counts, as where the others were crossed out, or none of them."""


RULES = {
    "lexical": Rules("lexical", 0.6, Fraction(1, 100), fuzzy=True, last_of_several=True),
    "strict": Rules("strict", 0.9, Fraction(0), fuzzy=False, last_of_several=False),
}
