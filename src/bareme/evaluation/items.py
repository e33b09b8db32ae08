"""Data sets: answers with human marks, independent of the file format."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    field_validator,
    model_validator,
)

from bareme.domain.criteria import Criterion
from bareme.errors import InvalidInput
from bareme.evaluation.numbers import read_number
from bareme.evaluation.page_names import parse_page_name
from bareme.translation import Message


def _to_json(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(read_number),
    PlainSerializer(_to_json, return_type=int | float, when_used="json"),
]
"""A finite number of points with any number of decimals, because researchers rescale and average marks."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScaleLevel(_Frozen):
    """A label that an answer can get, with its points."""

    label: str = Field(min_length=1)
    points: Number
    description: str = Field("", description="What characterises an answer at this level.")


class RaterMark(_Frozen):
    """The mark of one rater, a person or a system, for one answer."""

    rater: str = Field(min_length=1)
    points: Number
    label: str = Field("", description="The level, if the item has levels.")
    criteria: dict[str, Number] = Field(default_factory=dict, description="Points by criterion id.")
    confidence: float | None = Field(None, ge=0, le=1, description="A system's confidence, if given.")


class EvaluationItem(_Frozen):
    """One student's answer to one question, with its marks."""

    item_id: str = ""
    question_id: str = Field(min_length=1)
    question: str = ""
    maximum: Number | None = Field(None, gt=0, description="None if the data set does not state it.")
    minimum: Number = Decimal(0)
    step: Number | None = Field(None, gt=0, description="Human marks lie on its multiples, counted from the minimum.")
    reference_answer: str = ""
    criteria: tuple[Criterion, ...] = ()
    levels: tuple[ScaleLevel, ...] = Field((), description="Lowest first.")
    student_id: str = Field("", description="Empty if unknown.")
    answer: str | None = Field(None, description="None if the data set has no answer; empty for a blank answer.")
    pages: tuple[str, ...] = Field((), description="The answer's pages: files beside the data set, or pages of them.")
    human_marks: tuple[RaterMark, ...] = ()
    system_marks: tuple[RaterMark, ...] = Field((), description="Marks of systems that are part of the data set.")
    line: int = Field(0, ge=0, exclude=True, description="The line of the file where it starts; 0 if unknown.")

    @field_validator("pages")
    @classmethod
    def _pages_are_beside_the_set(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            parse_page_name(name)
        return names

    @model_validator(mode="after")
    def _marks_are_possible(self) -> Self:
        if self.answer is not None and self.pages:
            raise InvalidInput("an answer is a text or pages, not both")
        for marks in (self.human_marks, self.system_marks):
            raters = [mark.rater for mark in marks]
            if len(set(raters)) < len(raters):
                raise InvalidInput("a rater can mark an answer only once")
        if self.maximum is not None and self.minimum >= self.maximum:
            raise InvalidInput(
                "the minimum {minimum} is not below the maximum {maximum}", minimum=self.minimum, maximum=self.maximum
            )
        for mark in self.human_marks:
            above = self.maximum is not None and mark.points > self.maximum
            if above or mark.points < self.minimum:
                raise InvalidInput(
                    "the mark {points} of {rater!r} is not between {minimum} and {maximum}",
                    points=mark.points,
                    rater=mark.rater,
                    minimum=self.minimum,
                    maximum=self.maximum,
                )
            if self.step is not None and (mark.points - self.minimum) % self.step and mark.points != self.maximum:
                raise InvalidInput(
                    "the mark {points} of {rater!r} is not a multiple of the step {step}",
                    points=mark.points,
                    rater=mark.rater,
                    step=self.step,
                )
            if mark.label and mark.label not in {level.label for level in self.levels}:
                raise InvalidInput("the question has no level {label!r}", label=mark.label)
        return self


def _read_message(value: object) -> Message:
    if isinstance(value, Message):
        return value
    if isinstance(value, dict) and isinstance(value.get("message"), str) and isinstance(value.get("values"), dict):
        return Message(value["message"], **value["values"])
    raise InvalidInput("a message and its values are needed")


def _message_to_json(message: Message) -> dict[str, object]:
    values = {name: value if isinstance(value, int) else str(value) for name, value in message.values.items()}
    return {"message": message.id, "values": values}


Remark = Annotated[Message, PlainValidator(_read_message), PlainSerializer(_message_to_json)]
"""A remark for readers of the metrics. Files keep the message and its values, not a text in some language."""


class LeftOut(_Frozen):
    """The number of well-formed rows that were left out, and the reason."""

    count: int = Field(gt=0)
    reason: Remark


class DataSet(_Frozen):
    """The items of one source, as returned by every reader and importer."""

    name: str
    format: str
    licence: str = Field("", description="As stated by its source; empty if unknown.")
    items: tuple[EvaluationItem, ...]
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Remark, ...] = ()
    file: Path | None = Field(None, exclude=True, description="The file; names of pages are relative to its folder.")

    @property
    def raters(self) -> tuple[str, ...]:
        """The people who marked, in the order of first appearance."""
        return tuple(dict.fromkeys(mark.rater for item in self.items for mark in item.human_marks))

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems that marked, in the order of first appearance."""
        return tuple(dict.fromkeys(mark.rater for item in self.items for mark in item.system_marks))
