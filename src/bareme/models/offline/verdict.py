"""The task of marking one question, and its verdict."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bareme.models.offline.answer_key import Element, Expectation
from bareme.models.offline.elements import Judgement
from bareme.models.offline.rules import Rules

Method = Literal["option", "several_options", "number", "term", "several_terms", "elements", "tier", "overlap"]


@dataclass(frozen=True)
class Share:
    """The points that one element earned."""

    element: Element
    points: Decimal
    judgement: Judgement


@dataclass(frozen=True)
class Verdict:
    """The points that the rules give one answer, and why."""

    method: Method
    points: Decimal
    confidence: float
    shares: tuple[Share, ...] = ()
    quotes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Words of the key that were not found in the answer."""
    unit_missing: bool = False
    overlap: float = 0.0
    """Share of the weight of the expected words that was found."""
    denied: bool = False
    """Whether only one of the answer and the key is negated."""
    contrary: tuple[str, ...] = ()
    """Words of the key of which the answer says the opposite."""


@dataclass(frozen=True)
class Task:
    """One question to mark."""

    maximum: Decimal
    step: Decimal
    expectation: Expectation
    given: frozenset[str]
    """Stems of the question's words."""
    rules: Rules
