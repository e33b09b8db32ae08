"""Dollars, the usage of calls, budgets and cost estimates."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import Count
from bareme.errors import InvalidInput

NOTHING = Decimal("0.000000")
_PLACES = Decimal("0.000001")
_MAX_DOLLARS = 10**9
"""An upper bound that no session reaches."""


def to_dollars(value: object) -> Decimal:
    """Return `value` as US dollars with six decimal places, rounded half up.

    Raises:
        InvalidInput: `value` is not a finite number, is negative, or exceeds a billion.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise InvalidInput("dollars must be a number, not {value!r}", value=value)
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:
        raise InvalidInput("dollars must be a number, not {value!r}", value=value) from None
    if not number.is_finite() or number < 0 or number > _MAX_DOLLARS:
        raise InvalidInput("dollars must lie between 0 and a billion, not {value!r}", value=value)
    return number.quantize(_PLACES, rounding=ROUND_HALF_UP)


Dollars = Annotated[
    Decimal,
    BeforeValidator(to_dollars),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema(
        {
            "type": "number",
            "minimum": 0,
            "maximum": _MAX_DOLLARS,
            "description": "US dollars, at most six decimal places.",
        }
    ),
]
"""US dollars: a Decimal with six places in Python, a number in JSON."""

BudgetLimit = Literal["calls", "dollars"]
"""A limit of a budget."""


class Usage(FrozenModel):
    """The usage of calls: tokens as the provider counts them, wall-clock seconds, US dollars."""

    calls: int = Field(0, ge=0, description="Number of calls that returned an answer.")
    unanswered_calls: int = Field(
        0,
        ge=0,
        description="Number of requests that were cut off after they were sent. They may be charged, but are not "
        "included in `calls`, tokens and `cost`.",
    )
    input_tokens: int = Field(0, ge=0, description="Including cached tokens.")
    cached_input_tokens: int = Field(0, ge=0, description="Input tokens read from the provider's cache.")
    output_tokens: int = Field(0, ge=0, description="Including reasoning tokens.")
    reasoning_tokens: int = Field(0, ge=0, description="Output tokens used for reasoning, if reported.")
    seconds: float = Field(0.0, ge=0, description="Wall-clock time.")
    cost: Dollars | None = Field(NOTHING, description="Cost of the calls with a known price; null if none has one.")
    unpriced_calls: int = Field(0, ge=0, description="Number of calls without a known price, not included in `cost`.")
    estimated: bool = Field(default=False, description="Whether tokens were estimated because none were reported.")

    @property
    def requests(self) -> int:
        """The number of requests that are or may be charged."""
        return self.calls + self.unanswered_calls

    @model_validator(mode="before")
    @classmethod
    def _missing_cost_is_unknown(cls, value: Any) -> Any:
        """Treat a missing cost as unknown, not as 0: sessions stored before this field existed lack it."""
        if isinstance(value, dict) and value.get("cost") is None and value.get("calls"):
            return {**value, "cost": None, "unpriced_calls": value["calls"]}
        return value

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum; its cost covers the calls with a known price."""
        return total_usage((self, other))


def total_usage(usages: Iterable[Usage]) -> Usage:
    """Return the sum of usages. It makes one model, where repeated `+` makes one for each of them."""
    each = tuple(usages)
    calls, unpriced = sum(usage.calls for usage in each), sum(usage.unpriced_calls for usage in each)
    return Usage(
        calls=calls,
        unanswered_calls=sum(usage.unanswered_calls for usage in each),
        input_tokens=sum(usage.input_tokens for usage in each),
        cached_input_tokens=sum(usage.cached_input_tokens for usage in each),
        output_tokens=sum(usage.output_tokens for usage in each),
        reasoning_tokens=sum(usage.reasoning_tokens for usage in each),
        seconds=sum(usage.seconds for usage in each),
        cost=None if unpriced == calls > 0 else sum((usage.cost or NOTHING for usage in each), NOTHING),
        unpriced_calls=unpriced,
        estimated=any(usage.estimated for usage in each),
    )


class Budget(BaseModel):
    """What a session may spend, including reading its files. None: no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    calls: Count | None = Field(None, description="Model calls.")
    dollars: Dollars | None = Field(None, description="US dollars, at the known prices.")

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return self.calls is not None or self.dollars is not None

    def raised_to(self, other: "Budget | None") -> "Budget":
        """Return this budget with each limit raised to that of `other` if higher. No limit is lowered or removed."""
        if other is None:
            return self

        def higher[N: (int, Decimal)](mine: N | None, theirs: N | None) -> N | None:
            return mine if mine is None or theirs is None else max(mine, theirs)

        return Budget(calls=higher(self.calls, other.calls), dollars=higher(self.dollars, other.dollars))

    def left_after(self, *, calls: int, dollars: Decimal) -> "Budget":
        """Return the remaining budget after spending `calls` and `dollars`."""
        return Budget(
            calls=None if self.calls is None else max(0, self.calls - calls),
            dollars=None if self.dollars is None else max(NOTHING, self.dollars - dollars),
        )

    def reached(self, *, calls: int, dollars: Decimal) -> BudgetLimit | None:
        """Return the limit that spending `calls` and `dollars` in total would exceed, or None."""
        if self.calls is not None and calls > self.calls:
            return "calls"
        if self.dollars is not None and dollars > self.dollars:
            return "dollars"
        return None


class CostEstimate(FrozenModel):
    """The expected cost of grading: with one call per attempt, and at most."""

    calls: int = Field(0, ge=0, description="Number of calls if no call is repeated.")
    most_calls: int = Field(
        0,
        ge=0,
        description="Number of calls if every answer is invalid once and all second looks take place.",
    )
    input_tokens: int = Field(0, ge=0, description="For `calls`, from the length of texts and the size of images.")
    output_tokens: int = Field(0, ge=0, description="For `calls`, a rough estimate from the number of questions.")
    dollars: Dollars | None = Field(NOTHING, description="For `calls`; null if the price of a model is unknown.")
    most_dollars: Dollars | None = Field(NOTHING, description="For `most_calls`, without caching.")
    unpriced: tuple[str, ...] = Field((), description="The models without a known price.")

    def __add__(self, other: "CostEstimate") -> "CostEstimate":
        """Return the sum; its dollars are unknown if either's are."""

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
