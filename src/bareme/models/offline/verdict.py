"""What a question is marked by, and what comes of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bareme.models.offline.answer_key import Element, Expectation
from bareme.models.offline.elements import Judgement
from bareme.models.offline.rules import Rules

Way = Literal["option", "several_options", "number", "term", "several_terms", "elements", "tier", "overlap"]


@dataclass(frozen=True)
class Share:
    """Points for one element."""

    element: Element
    points: Decimal
    judgement: Judgement


@dataclass(frozen=True)
class Verdict:
    """What the rules make of one answer."""

    way: Way
    points: Decimal
    confidence: float
    shares: tuple[Share, ...] = ()
    quotes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    """Words of the key that are not in the answer."""
    unit_missing: bool = False
    overlap: float = 0.0
    """Of the weight of the expected words, the share that is there."""
    denied: bool = False
    """Whether the answer denies where the key does not, or the other way round."""
    contrary: tuple[str, ...] = ()
    """Words of the key whose contrary the answer says."""


@dataclass(frozen=True)
class Task:
    """One question to mark."""

    maximum: Decimal
    step: Decimal
    expectation: Expectation
    given: frozenset[str]
    """Stems of the question's own words."""
    rules: Rules
