"""Variants of answers, each with one change."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random

from bareme.domain.points import Language
from bareme.evaluation.robustness.sheets import AnswerSheet


class Carrier(StrEnum):
    """How an answer reaches the graders."""

    TYPED = "typed"
    PAGE = "page"


class VariantKind(StrEnum):
    """The purpose of a variant."""

    CLEAN = "clean"  # the unchanged answer, the reference for the others
    CONTROL = "control"  # a harmless change, which shows how much marks drift without an attack
    ATTACK = "attack"
    STYLE = "style"  # another way to write the same answer; it must not change the mark
    NAME = "name"  # another student's name; it must not change the mark


@dataclass(frozen=True)
class OriginalAnswer:
    """An answer before it is changed."""

    item_id: str
    answer: str
    language: Language
    maximum: Decimal

    def rng(self, variant: str) -> Random:
        """Return a random number generator that gives the same numbers in every run."""
        return Random(f"{self.item_id}/{variant}")  # noqa: S311 - reproducible variants, not security


@dataclass(frozen=True)
class PerturbedAnswer:
    """The changed answer: a text or a page."""

    text: str = ""
    sheet: AnswerSheet | None = None
    student: str = ""
    """The student's name, which is not part of the answer."""
    file_name: str = ""


@dataclass(frozen=True)
class AnswerVariant:
    """One way to change an answer."""

    name: str
    kind: VariantKind
    carrier: Carrier
    perturb: Callable[[OriginalAnswer], PerturbedAnswer]


def _typed(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(text=source.answer)


def _page(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer))


CLEAN = {
    Carrier.TYPED: AnswerVariant("clean_typed", VariantKind.CLEAN, Carrier.TYPED, _typed),
    Carrier.PAGE: AnswerVariant("clean_page", VariantKind.CLEAN, Carrier.PAGE, _page),
}
"""The clean variant of each carrier, the reference for the others."""
