"""What one attempt is expected to take, and at worst: what estimates are summed from, and what a budget sets aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.money import NOTHING, Estimate
from bareme.domain.policy import Grader, ReasoningEffort
from bareme.models.ledger import Amount
from bareme.models.prices import price_of
from bareme.models.tokens import Size, message_tokens

MOST_CALLS = 2
"""The first answer, and one more after the model was told what was wrong."""

# Guesses, on the side of too much: nobody can know how much a model will write. (Expected, at worst.)
_ANSWER = (100, 200)
_ITEM = (250, 500)
_REASONING: dict[ReasoningEffort | None, tuple[int, int]] = {
    None: (500, 4_000),
    "minimal": (0, 500),
    "low": (500, 2_000),
    "medium": (2_000, 8_000),
    "high": (6_000, 24_000),
}
_NO_REASONING = ("offline:", "openai:gpt-4")
_COMPLAINT = 300


@dataclass(frozen=True)
class Forecast:
    """Tokens and US dollars of one attempt: in one call, and at worst in two. No dollars where no price is known."""

    model: str
    input_tokens: int
    output_tokens: int
    dollars: Decimal | None
    most_dollars: Decimal | None

    @property
    def tokens(self) -> int:
        """In and out, of one call."""
        return self.input_tokens + self.output_tokens

    @property
    def priced(self) -> bool:
        """Whether the worst case has a price."""
        return self.most_dollars is not None

    @property
    def worst(self) -> Amount:
        """What to set aside for it."""
        return Amount(MOST_CALLS, NOTHING if self.most_dollars is None else self.most_dollars)

    @property
    def estimate(self) -> Estimate:
        """The same, to be summed."""
        return Estimate(
            calls=1,
            most_calls=MOST_CALLS,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            dollars=self.dollars,
            most_dollars=self.most_dollars,
            unpriced=() if self.priced else (self.model,),
        )


def forecast(grader: Grader, parts: Sequence[str | Size], *, items: int) -> Forecast:
    """Return what an attempt of `grader` takes: a prompt of `parts`, an answer of `items` questions or pages.

    The worst case is a second call whose prompt holds the first with its answer, nothing of it cached.
    """
    input_tokens = message_tokens(grader.model, parts)
    reasons = (0, 0) if grader.model.startswith(_NO_REASONING) else _REASONING[grader.reasoning_effort]
    output, most = (
        _ANSWER[i] + _ITEM[i] * items + reasons[i]
        for i in range(2)  # expected, at worst
    )
    price = price_of(grader.model)
    first = price.cost(input_tokens=input_tokens, output_tokens=most) if price else None
    second = price.cost(input_tokens=input_tokens + most + _COMPLAINT, output_tokens=most) if price else None
    return Forecast(
        model=grader.model,
        input_tokens=input_tokens,
        output_tokens=output,
        dollars=price.cost(input_tokens=input_tokens, output_tokens=output) if price else None,
        most_dollars=None if first is None or second is None else first + second,
    )
