"""The task of marking one question, and its verdict or why there is none."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bareme.models.offline.answer_key import Element, Expectation
from bareme.models.offline.elements import Judgement
from bareme.models.offline.rules import Rules
from bareme.models.offline.words import key_words

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


Reason = Literal[
    "no_key", "levels", "criterion", "essay", "figure", "described", "no_words", "lost_signs", "printed_question"
]


@dataclass(frozen=True)
class Unjudged:
    """The rules cannot judge an answer: it gets no points."""

    reason: Reason


@dataclass(frozen=True)
class Task:
    """One question to mark."""

    maximum: Decimal
    step: Decimal
    expectation: Expectation
    question: str
    rules: Rules

    @property
    def given(self) -> frozenset[str]:
        """Stems of the question's words."""
        return frozenset(key_words(self.question))
