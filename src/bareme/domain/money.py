"""Dollars, what calls took, and the budget that a session may spend."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

NOTHING = Decimal("0.000000")
_PLACES = Decimal("0.000001")
_MOST = 10**9
"""More than all calls of a session can sum up to."""


def to_dollars(value: object) -> Decimal:
    """Return `value` as US dollars of six places, rounded half up.

    Raises:
        ValueError: it is no finite number, or below zero.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"dollars must be a number, not {value!r}")  # noqa: TRY004 - Pydantic takes ValueErrors
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:
        raise ValueError(f"dollars must be a number, not {value!r}") from None
    if not number.is_finite() or number < 0 or number > _MOST:
        raise ValueError(f"dollars must lie between 0 and a billion, not {value!r}")
    return number.quantize(_PLACES, rounding=ROUND_HALF_UP)


Dollars = Annotated[
    Decimal,
    BeforeValidator(to_dollars),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "description": "US dollars, at most six decimal places."}),
]
"""US dollars: Decimal of six places in Python, a number in JSON."""

BudgetLimit = Literal["calls", "dollars"]
"""Which limit of a budget was reached."""


class Usage(BaseModel):
    """What calls took. Tokens as the provider counts them, seconds of wall clock, US dollars."""

    model_config = ConfigDict(frozen=True)

    calls: int = Field(0, ge=0, description="That gave an answer.")
    input_tokens: int = Field(0, ge=0, description="Cached ones included.")
    cached_input_tokens: int = Field(0, ge=0, description="Those of them that came from the provider's cache.")
    output_tokens: int = Field(0, ge=0, description="Reasoning included.")
    reasoning_tokens: int = Field(0, ge=0, description="Those of them that were spent on reasoning, where it is told.")
    seconds: float = Field(0.0, ge=0, description="Wall clock.")
    cost: Dollars | None = Field(NOTHING, description="Of the calls whose price is known; null where none is.")
    unpriced_calls: int = Field(0, ge=0, description="Calls whose price is not known: `cost` leaves them out.")
    estimated: bool = Field(default=False, description="Whether tokens were estimated, as the provider told none.")

    @model_validator(mode="before")
    @classmethod
    def _unknown_unless_told(cls, value: Any) -> Any:
        """Take a cost that was not told for unknown, and not for 0: so it is in sessions older than this field."""
        if isinstance(value, dict) and value.get("cost") is None and value.get("calls"):
            return {**value, "cost": None, "unpriced_calls": value["calls"]}
        return value

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum of both. Its cost is that of the part whose price is known."""
        calls, unpriced = self.calls + other.calls, self.unpriced_calls + other.unpriced_calls
        return Usage(
            calls=calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            seconds=self.seconds + other.seconds,
            cost=None if unpriced == calls > 0 else (self.cost or NOTHING) + (other.cost or NOTHING),
            unpriced_calls=unpriced,
            estimated=self.estimated or other.estimated,
        )


class Budget(BaseModel):
    """What a session may spend, its reading of the files included. None: no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int | None = Field(None, ge=0, description="Calls of models.")
    dollars: Dollars | None = Field(None, description="US dollars, at the known prices.")

    @property
    def is_set(self) -> bool:
        """Whether there is a limit at all."""
        return self.calls is not None or self.dollars is not None

    def raised_to(self, other: "Budget | None") -> "Budget":
        """Return this budget with each limit that `other` sets higher. No limit is ever lowered or lifted this way."""
        if other is None:
            return self

        def higher[N: (int, Decimal)](mine: N | None, theirs: N | None) -> N | None:
            return mine if mine is None or theirs is None else max(mine, theirs)

        return Budget(calls=higher(self.calls, other.calls), dollars=higher(self.dollars, other.dollars))

    def left_after(self, *, calls: int, dollars: Decimal) -> "Budget":
        """Return what is left of this budget once so much is spent."""
        return Budget(
            calls=None if self.calls is None else max(0, self.calls - calls),
            dollars=None if self.dollars is None else max(NOTHING, self.dollars - dollars),
        )

    def reached(self, *, calls: int, dollars: Decimal) -> BudgetLimit | None:
        """Return the limit that `calls` and `dollars` together would go over, None where they stay within."""
        if self.calls is not None and calls > self.calls:
            return "calls"
        if self.dollars is not None and dollars > self.dollars:
            return "dollars"
        return None


class CostEstimate(BaseModel):
    """What marking is expected to take, before it begins: each attempt in one call, and with all it may ask again."""

    model_config = ConfigDict(frozen=True)

    calls: int = Field(0, ge=0, description="If no answer has to be asked for again.")
    most_calls: int = Field(
        0,
        ge=0,
        description="If every answer is faulty and asked for once more, and all graders that may look again do.",
    )
    input_tokens: int = Field(0, ge=0, description="For `calls`: texts by their length, pictures by their size.")
    output_tokens: int = Field(0, ge=0, description="A guess by the number of questions; what a model writes varies.")
    dollars: Dollars | None = Field(NOTHING, description="For `calls`; null where the price of a model is not known.")
    most_dollars: Dollars | None = Field(NOTHING, description="For `most_calls`, nothing cached.")
    unpriced: tuple[str, ...] = Field((), description="The models whose price is not known.")

    def __add__(self, other: "CostEstimate") -> "CostEstimate":
        """Return the sum of both; its dollars are unknown where those of either are."""

        def total(mine: Decimal | None, theirs: Decimal | None) -> Decimal | None:
            return None if mine is None or theirs is None else mine + theirs

        return CostEstimate(
            calls=self.calls + other.calls,
            most_calls=self.most_calls + other.most_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            dollars=total(self.dollars, other.dollars),
            most_dollars=total(self.most_dollars, other.most_dollars),
            unpriced=tuple(dict.fromkeys((*self.unpriced, *other.unpriced))),
        )
