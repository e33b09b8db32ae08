"""The two sets of rules: how much of an expected answer is required, and what is tolerated."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rules:
    """How leniently answers are marked. Shares are of the weight of the expected words, from 0 to 1."""

    name: str
    met: float
    """The share from which an element counts as met."""
    relative_tolerance: Fraction
    """How far a number may be off, as a share of it, if the key names no tolerance."""
    fuzzy: bool
    """Whether misspelt words, other words for "more" or "less" and formulas with numbers filled in count."""
    last_of_several: bool
    """Whether the last of several options counts, as if the others were crossed out; otherwise none does."""


RULES = {
    "lexical": Rules("lexical", 0.6, Fraction(1, 100), fuzzy=True, last_of_several=True),
    "strict": Rules("strict", 0.9, Fraction(0), fuzzy=False, last_of_several=False),
}
