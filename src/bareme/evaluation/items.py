"""What a data set holds, whatever file it came from: answers, and the marks that people gave them."""

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
"""A finite number of points. Unlike `Points` it may have any decimals: researchers rescale and average marks."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScaleLevel(_Frozen):
    """A label that an answer may get, and the points that it stands for."""

    label: str = Field(min_length=1)
    points: Number
    description: str = Field("", description="When an answer is at this level.")


class RaterMark(_Frozen):
    """What one rater, a person or a system, gave to one answer."""

    rater: str = Field(min_length=1)
    points: Number
    label: str = Field("", description="The level, where the item has levels.")
    criteria: dict[str, Number] = Field(default_factory=dict, description="Points by criterion id.")
    confidence: float | None = Field(None, ge=0, le=1, description="A system's own, if it says.")


class EvaluationItem(_Frozen):
    """One answer of one student to one question, with the marks that it was given."""

    item_id: str = ""
    question_id: str = Field(min_length=1)
    question: str = ""
    maximum: Number | None = Field(None, gt=0, description="None where the data set does not state it.")
    minimum: Number = Decimal(0)
    step: Number | None = Field(None, gt=0, description="Human marks lie on its multiples, counted from the minimum.")
    reference_answer: str = ""
    criteria: tuple[Criterion, ...] = ()
    levels: tuple[ScaleLevel, ...] = Field((), description="From the lowest to the highest.")
    student_id: str = Field("", description="Empty where nothing tells whose answer it is.")
    answer: str | None = Field(None, description="None where there is none in the data set; empty for a blank one.")
    pages: tuple[str, ...] = Field((), description="The answer's pages: files beside the data set, or pages of them.")
    human_marks: tuple[RaterMark, ...] = ()
    system_marks: tuple[RaterMark, ...] = Field((), description="Of models that the data set comes with.")
    line: int = Field(0, ge=0, exclude=True, description="Of its file, where it begins; 0 where that is not known.")

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
                raise InvalidInput("a rater marks an answer once")
        if self.maximum is not None and self.minimum >= self.maximum:
            raise InvalidInput(
                "the minimum {minimum} is not below the maximum {maximum}", minimum=self.minimum, maximum=self.maximum
            )
        for mark in self.human_marks:
            above = self.maximum is not None and mark.points > self.maximum
            if above or mark.points < self.minimum:
                raise InvalidInput(
                    "the mark {points} of {rater!r} is not in {minimum} to {maximum}",
                    points=mark.points,
                    rater=mark.rater,
                    minimum=self.minimum,
                    maximum=self.maximum,
                )
            if self.step is not None and (mark.points - self.minimum) % self.step and mark.points != self.maximum:
                raise InvalidInput(
                    "the mark {points} of {rater!r} is off the step of {step}",
                    points=mark.points,
                    rater=mark.rater,
                    step=self.step,
                )
            if mark.label and mark.label not in {level.label for level in self.levels}:
                raise InvalidInput("the level {label!r} is none of the question's", label=mark.label)
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
"""Something that readers of the figures should know. Files keep the message and its values, and so no language."""


class LeftOut(_Frozen):
    """Rows that are well formed and were still not taken, and why."""

    count: int = Field(gt=0)
    reason: Remark


class DataSet(_Frozen):
    """Items from one source, as every reader and importer returns them."""

    name: str
    format: str
    licence: str = Field("", description="As its source states it; empty where nothing is known.")
    items: tuple[EvaluationItem, ...]
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Remark, ...] = ()
    file: Path | None = Field(None, exclude=True, description="Whose folder the names of pages start at.")

    @property
    def raters(self) -> tuple[str, ...]:
        """The people who marked, in the order in which they first appear."""
        return tuple(dict.fromkeys(mark.rater for item in self.items for mark in item.human_marks))

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems whose marks came along, likewise."""
        return tuple(dict.fromkeys(mark.rater for item in self.items for mark in item.system_marks))
