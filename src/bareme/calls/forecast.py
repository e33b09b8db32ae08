"""What one attempt takes, as expected and at worst: the basis of estimates and of reservations in a budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.money import NOTHING, CostEstimate
from bareme.domain.policy import Grader, ReasoningEffort
from bareme.models.picture_rules import Size
from bareme.models.prices import cost_of
from bareme.models.prompt_cache import marked_cache
from bareme.models.tokens import message_tokens
from bareme.storage.spending import Amount

MOST_CALLS = 2
"""The calls of an attempt: the first answer, and a second one after the model was told what was wrong."""

# Guesses (expected, at worst), rather too high, because nobody can know how much a model will write.
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
    """Tokens and US dollars of one attempt, in one call and in `most_calls`. No dollars if the price is unknown."""

    model: str
    input_tokens: int
    output_tokens: int
    dollars: Decimal | None
    most_dollars: Decimal | None
    most_calls: int = MOST_CALLS

    @property
    def tokens(self) -> int:
        """Input and output tokens of one call."""
        return self.input_tokens + self.output_tokens

    @property
    def priced(self) -> bool:
        """Whether the worst case has a price."""
        return self.most_dollars is not None

    @property
    def worst(self) -> Amount:
        """What to reserve for it."""
        return Amount(self.most_calls, NOTHING if self.most_dollars is None else self.most_dollars)

    @property
    def estimate(self) -> CostEstimate:
        """The forecast as an estimate, which can be summed."""
        return CostEstimate(
            calls=1,
            most_calls=self.most_calls,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            dollars=self.dollars,
            most_dollars=self.most_dollars,
            unpriced=() if self.priced else (self.model,),
        )


def forecast(
    grader: Grader,
    parts: Sequence[str | Size],
    *,
    items: int,
    most_calls: int = MOST_CALLS,
    shared: Sequence[str | Size] = (),
) -> Forecast:
    """Return what an attempt of `grader` takes: a prompt of `parts`, an answer of `items` questions or pages.

    At worst each further call's prompt holds the one before with its answer, nothing of it cached, and the first call
    writes the `shared` parts to a cache that charges for it.
    """
    input_tokens = message_tokens(grader.model, parts)
    reasons = (0, 0) if grader.model.startswith(_NO_REASONING) else _REASONING[grader.reasoning_effort]
    output, most = (
        _ANSWER[i] + _ITEM[i] * items + reasons[i]
        for i in range(2)  # expected, at worst
    )
    prompts = [input_tokens + number * (most + _COMPLAINT) for number in range(most_calls)]
    written = message_tokens(grader.model, shared) if shared and marked_cache(grader.model) else 0
    worst = [
        cost_of(
            grader.model,
            input_tokens=tokens,
            output_tokens=most,
            cache_write_tokens=0 if number else written,
            service_tier=grader.service_tier,
        )
        for number, tokens in enumerate(prompts)
    ]
    known = [dollars for dollars in worst if dollars is not None]
    return Forecast(
        model=grader.model,
        input_tokens=input_tokens,
        output_tokens=output,
        dollars=cost_of(
            grader.model, input_tokens=input_tokens, output_tokens=output, service_tier=grader.service_tier
        ),
        most_dollars=sum(known, NOTHING) if len(known) == most_calls else None,
        most_calls=most_calls,
    )
