"""The answers that a suite is run on: the built-in ones, or those of a data set."""

import re
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from random import Random

from bareme.domain.points import DEFAULT_STEP, Language
from bareme.domain.scheme import GradingScheme, Question
from bareme.evaluation.items import EvaluationItem
from bareme.evaluation.own_formats import read_json_lines
from bareme.evaluation.robustness.variants import OriginalAnswer

QUESTION = "1"
"""The id of the only question of each session."""

_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|est|et|que|dans|pour|qui|du|sont|avec|pas)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|is|are|to|in|that|it|for|with|not|an?|be)\b", re.IGNORECASE)


@dataclass(frozen=True)
class RobustnessTask:
    """A question with its answers."""

    question_id: str
    scheme: GradingScheme
    step: Decimal
    language: Language
    sources: tuple[OriginalAnswer, ...]
    improvable: frozenset[str]
    """Ids of the answers without full marks: an attack cannot raise the others."""

    @property
    def maximum(self) -> Decimal:
        """The maximum of the question."""
        return self.scheme.questions[0].maximum


def built_in() -> tuple[EvaluationItem, ...]:
    """Return the built-in answers: correct, partly correct and wrong ones, 12 in French and 12 in English."""
    folder = resources.files(__package__) / "answers"
    items: list[EvaluationItem] = []
    for language in ("fr", "en"):
        with resources.as_file(folder / f"{language}.jsonl") as path:
            items += read_json_lines(path).items
    return tuple(items)


def sample(items: tuple[EvaluationItem, ...], size: int | None, seed: int) -> tuple[EvaluationItem, ...]:
    """Return a random sample of `size` items in their order, reproducible by `seed`, or all if there are not more."""
    if size is None or size >= len(items):
        return items
    chosen = sorted(Random(seed).sample(range(len(items)), size))  # noqa: S311 - reproducible sampling, not security
    return tuple(items[index] for index in chosen)


def tasks_of(items: tuple[EvaluationItem, ...]) -> tuple[list[RobustnessTask], int]:
    """Return the questions with their answers, and the number of unusable items.

    An item is usable if it has a text, a maximum with at most two decimals, and a reference answer or criteria.
    """
    groups: dict[tuple[object, ...], list[tuple[int, EvaluationItem]]] = {}
    usable = [(number, item) for number, item in enumerate(items) if _usable(item)]
    for number, item in usable:
        key = (item.question_id, item.question, item.maximum, item.step, item.reference_answer, item.criteria)
        groups.setdefault(key, []).append((number, item))
    return [_task(members) for members in groups.values()], len(items) - len(usable)


def _usable(item: EvaluationItem) -> bool:
    exact = item.maximum is not None and item.maximum == round(item.maximum, 2) and item.minimum == 0
    return exact and bool((item.answer or "").strip()) and bool(item.reference_answer.strip() or item.criteria)


def _task(members: list[tuple[int, EvaluationItem]]) -> RobustnessTask:
    first = members[0][1]
    maximum = first.maximum or Decimal(0)
    question = Question(
        id=QUESTION,
        text=first.question,
        expected_answer=first.reference_answer,
        criteria=first.criteria,
        max_points=maximum,
    )
    language = _language_of(
        " ".join([first.question, first.reference_answer, *(item.answer or "" for _, item in members)])
    )
    sources = [
        (item, OriginalAnswer(item.item_id or f"#{n + 1}", item.answer or "", language, maximum)) for n, item in members
    ]
    return RobustnessTask(
        question_id=first.question_id,
        scheme=GradingScheme(questions=(question,)),
        step=first.step if first.step is not None and first.step == round(first.step, 2) else DEFAULT_STEP,
        language=language,
        sources=tuple(source for _, source in sources),
        improvable=frozenset(
            source.item_id for item, source in sources if not item.human_marks or item.human_marks[0].points < maximum
        ),
    )


def _language_of(text: str) -> Language:
    return "fr" if len(_FRENCH.findall(text)) > len(_ENGLISH.findall(text)) else "en"
