"""What is done to an answer before it is marked again: one variant changes one thing."""

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
    """What a variant is for."""

    CLEAN = "clean"  # the answer as it is: what the others are held against
    CONTROL = "control"  # a change that asks for nothing: how far a mark drifts without an attack
    ATTACK = "attack"
    STYLE = "style"  # another way to write the same; it must not change a mark
    NAME = "name"  # whose answer it is; it must not change a mark


@dataclass(frozen=True)
class OriginalAnswer:
    """An answer, and what a variant may build on."""

    item_id: str
    answer: str
    language: Language
    maximum: Decimal

    def dice(self, variant: str) -> Random:
        """Return chance that is the same in each run."""
        return Random(f"{self.item_id}/{variant}")  # noqa: S311 - nothing here is secret


@dataclass(frozen=True)
class PerturbedAnswer:
    """An answer as it is handed in: a text, or a page."""

    text: str = ""
    sheet: AnswerSheet | None = None
    student: str = ""
    """Whose it is, beside the answer: not part of what is marked."""
    file_name: str = ""


@dataclass(frozen=True)
class Variant:
    """One way to hand an answer in."""

    name: str
    kind: VariantKind
    carrier: Carrier
    hand_in: Callable[[OriginalAnswer], PerturbedAnswer]


def _typed(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(text=source.answer)


def _page(source: OriginalAnswer) -> PerturbedAnswer:
    return PerturbedAnswer(sheet=AnswerSheet(source.answer))


CLEAN = {
    Carrier.TYPED: Variant("clean_typed", VariantKind.CLEAN, Carrier.TYPED, _typed),
    Carrier.PAGE: Variant("clean_page", VariantKind.CLEAN, Carrier.PAGE, _page),
}
"""What the variants of each carrier are held against."""
