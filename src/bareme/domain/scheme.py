"""The marking scheme (barème): a tree of questions with maximum points on the leaves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, computed_field, model_validator

from bareme.domain.criteria import Criterion, with_unique_criteria
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import (
    DEEPEST_PARTS,
    ID_LENGTH,
    LABEL_LENGTH,
    LARGEST_COUNT,
    MOST_CRITERIA,
    MOST_QUESTIONS,
    REMARK_LENGTH,
    TEXT_LENGTH,
)
from bareme.domain.naming import unique_name
from bareme.domain.points import ZERO, NonNegativePoints, Points, add, round_half_up
from bareme.errors import InvalidInput

Coefficient = Annotated[
    Points,
    Field(gt=0, le=100),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
]
"""The factor of a question's points in sums."""


class Question(FrozenModel):
    """A question, or a group of questions (an exercise and its parts).

    A leaf has a maximum, and its marks lie between 0 and that maximum. A group's maximum is the sum of what its parts
    are worth; `max_points` holds the maximum printed for the group, which `check_scheme` compares with that sum.
    """

    id: str = Field(
        min_length=1, max_length=ID_LENGTH, description="Unique in the scheme; the key of answers and marks."
    )
    label: str = Field("", max_length=LABEL_LENGTH, description="Its label on the paper; defaults to the id.")
    max_points: NonNegativePoints | None = Field(
        None, description="The maximum of a leaf; for a group, the printed maximum, if any."
    )
    coefficient: Coefficient = Field(
        Decimal("1.00"), description="Factor of the question's points in sums; its mark is not multiplied."
    )
    best_of: int | None = Field(
        None,
        ge=1,
        le=MOST_QUESTIONS,
        description="For a group: how many parts count, those with the most points first.",
    )
    follow_through: bool = Field(
        default=False, description="Whether an answer that is correct apart from an earlier error earns its points."
    )
    text: str = Field("", max_length=TEXT_LENGTH, description="The text of the question; LaTeX in $…$.")
    expected_answer: str = Field("", max_length=TEXT_LENGTH, description="The answer key for this question.")
    guidelines: str = Field("", max_length=REMARK_LENGTH, description="The teacher's remarks on marking this question.")
    criteria: tuple[Criterion, ...] = Field((), max_length=MOST_CRITERIA)
    parts: tuple["Question", ...] = Field((), max_length=MOST_QUESTIONS)

    @model_validator(mode="after")
    def _leaf_has_maximum(self) -> Self:
        if not self.parts and self.max_points is None:
            raise InvalidInput("question {question_id!r} has neither points nor parts", question_id=self.id)
        if self.best_of is not None and not self.best_of <= len(self.parts):
            raise InvalidInput(
                "question {question_id!r} counts the best {best} of {parts} parts",
                question_id=self.id,
                best=self.best_of,
                parts=len(self.parts),
            )
        return self

    @property
    def name(self) -> str:
        """The label, or the id if the label is empty."""
        return self.label or self.id

    @property
    def maximum(self) -> Decimal:
        """The most points that can be earned, before the coefficient."""
        return round_half_up(_exact_maximum(self))

    @property
    def worth(self) -> Decimal:
        """The maximum times the coefficient: the most that the question adds to the total."""
        return round_half_up(_exact_maximum(self) * self.coefficient)

    def add_up(self, points: Mapping[str, Decimal]) -> "SchemeSum":
        """Return the sum of `points`, which are by leaf id, before the coefficient; a missing leaf counts as 0.

        If `best_of` is set, the parts with the most points count, earlier parts first on a tie. Only the result is
        rounded.
        """
        exact, counted = _earned(self, points)
        return SchemeSum(points=round_half_up(exact), counted=tuple(counted))

    def walk(self) -> Iterator["Question"]:
        """Yield this question and its descendants, parents first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def leaves(self) -> Iterator["Question"]:
        """Yield the questions without parts, which carry the marks, in order."""
        return (question for question in self.walk() if not question.parts)

    def accepts_marks_of(self, other: "Question") -> bool:
        """Return whether a mark given under `other` is valid here: they differ only in label, coefficient or choice."""
        ignored: dict[str, object] = {"label": "", "coefficient": Decimal("1.00"), "best_of": None}
        return self.model_copy(update=ignored) == other.model_copy(update=ignored)


def _exact_maximum(question: Question) -> Decimal:
    if question.parts:
        return _exact_maximum_of(question.parts, question.best_of)
    assert question.max_points is not None  # noqa: S101 - held by the validator
    return question.max_points


def _exact_maximum_of(parts: Sequence[Question], best_of: int | None = None) -> Decimal:
    worth = (_exact_maximum(part) * part.coefficient for part in parts)
    return add(sorted(worth, reverse=True)[:best_of])


def _earned(question: Question, points: Mapping[str, Decimal]) -> tuple[Decimal, list[str]]:
    """Return the unrounded sum before the coefficient and the ids of the leaves that count in it."""
    if not question.parts:
        return points.get(question.id, ZERO), [question.id]
    return _earned_of(question.parts, points, question.best_of)


def _earned_of(
    questions: Sequence[Question], points: Mapping[str, Decimal], best_of: int | None = None
) -> tuple[Decimal, list[str]]:
    parts = [_earned(part, points) for part in questions]
    worth = [earned * part.coefficient for part, (earned, _) in zip(questions, parts, strict=True)]
    best = sorted(sorted(range(len(parts)), key=lambda i: -worth[i])[:best_of])
    return add(worth[i] for i in best), [leaf for i in best for leaf in parts[i][1]]


class GradingScheme(FrozenModel):
    """A marking scheme. Immutable: an edit creates a new version."""

    name: str = Field("", max_length=LABEL_LENGTH, description="Name of the scheme in exports.")
    version: int = Field(1, ge=1, le=LARGEST_COUNT, description="Incremented at each edit.")
    deleted: bool = Field(default=False, description="Marks a scheme as deleted in its store; not used for grading.")
    printed_total: NonNegativePoints | None = Field(None, description="The total printed on the paper, if any.")
    questions: tuple[Question, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)
    allow_above_maximum: bool = Field(
        default=False, description="Whether a teacher may give more than the maximum, of a question or in total."
    )
    allow_below_zero: bool = Field(
        default=False, description="Whether a teacher may give less than 0 points, for a question or in total."
    )

    @model_validator(mode="before")
    @classmethod
    def _without_total(cls, value: object) -> object:
        """Drop the computed total, which a client sends back with a scheme that it received."""
        return {key: item for key, item in value.items() if key != "total"} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        level, depth, count = self.questions, 0, 0
        while level:
            depth, count = depth + 1, count + len(level)
            level = tuple(part for question in level for part in question.parts)
        if count > MOST_QUESTIONS:
            raise InvalidInput("a scheme has {n} questions at most, groups included", n=MOST_QUESTIONS)
        if depth > DEEPEST_PARTS:
            raise InvalidInput("a scheme has {n} levels of parts at most", n=DEEPEST_PARTS)
        return self

    @computed_field(description="The sum of what the questions are worth.")  # type: ignore[prop-decorator]
    @property
    def total(self) -> Points:
        """The sum of what the questions are worth."""
        return round_half_up(_exact_maximum_of(self.questions))

    def allows(self, question: Question, points: Decimal) -> bool:
        """Return whether a teacher may give these points for a question."""
        return (self.allow_below_zero or points >= 0) and (self.allow_above_maximum or points <= question.maximum)

    def add_up(self, points: Mapping[str, Decimal]) -> "SchemeSum":
        """Return the total of `points`, which are by leaf id; a missing leaf counts as 0."""
        exact, counted = _earned_of(self.questions, points)
        return SchemeSum(points=round_half_up(exact), counted=tuple(counted))

    def walk(self) -> Iterator[Question]:
        """Yield every question, parents first."""
        for question in self.questions:
            yield from question.walk()

    def leaves(self) -> Iterator[Question]:
        """Yield the questions without parts, which carry the marks, in order."""
        for question in self.questions:
            yield from question.leaves()

    def leaf_ids(self) -> list[str]:
        """Return the ids of the leaves, in order."""
        return [leaf.id for leaf in self.leaves()]

    def without(self, question_ids: Collection[str]) -> "GradingScheme | None":
        """Return the scheme without these leaves and the groups left empty, or None if no question is left.

        If a choice has fewer parts left than count, all of them count.
        """

        def kept(questions: tuple[Question, ...]) -> tuple[Question, ...]:
            return tuple(pruned for question in questions if (pruned := prune(question)) is not None)

        def prune(question: Question) -> Question | None:
            if not question.parts:
                return None if question.id in question_ids else question
            parts = kept(question.parts)
            best_of = None if question.best_of is None else min(question.best_of, len(parts))
            return question.model_copy(update={"parts": parts, "best_of": best_of}) if parts else None

        if not question_ids:
            return self
        questions = kept(self.questions)
        return self.model_copy(update={"questions": questions}) if questions else None

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None if there is none."""
        return next((question for question in self.walk() if question.id == question_id), None)

    def with_unique_ids(self) -> "GradingScheme":
        """Return the scheme with repeated ids numbered: "1", "1 (2)", "1 (3)".

        Marks are keyed by question id and criterion id, so a scheme with duplicate ids cannot be graded.
        """
        taken = {question.id for question in self.walk()}
        seen: set[str] = set()

        def unique(question_id: str) -> str:
            if question_id not in seen:
                seen.add(question_id)
                return question_id
            fresh = unique_name(question_id, taken, longest=ID_LENGTH)
            taken.add(fresh)
            return fresh

        def rename(question: Question) -> Question:
            new_id = unique(question.id)
            # A renumbered question keeps its name.
            label = question.label if new_id == question.id else question.name
            parts = tuple(rename(part) for part in question.parts)
            criteria = with_unique_criteria(question.criteria)
            return question.model_copy(update={"id": new_id, "label": label, "criteria": criteria, "parts": parts})

        return self.model_copy(update={"questions": tuple(rename(question) for question in self.questions)})


class SchemeSum(FrozenModel):
    """A sum of points."""

    points: Points = Field(description="The sum, with coefficients applied and `best_of` respected.")
    counted: tuple[str, ...] = Field(description="Ids of the leaves included in the sum.")
