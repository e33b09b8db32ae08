"""Calling a model: within its provider's limit and a deadline, and with one kind of error for all the ways it fails."""

import asyncio
from collections.abc import Awaitable, Callable

from langchain_core.exceptions import ModelError
from langgraph.errors import GraphBubbleUp

from bareme.domain.money import Usage
from bareme.errors import BaremeError, ModelFailure
from bareme.models.fairness import NOBODY, Turn
from bareme.models.limits import call_slot
from bareme.settings import get_settings


async def call_model[T](
    model: str,
    call: Callable[[], Awaitable[T]],
    *,
    turn: Turn = NOBODY,
    tokens: int = 0,
    usage_of: Callable[[T], Usage] | None = None,
) -> T:
    """Return what `call` returns, made when `model` ("provider:name") has a free slot and it is this one's turn.

    `tokens` is what it is expected to take of the provider's tokens a minute; `usage_of` says what it took.

    Raises:
        ModelFailure: the provider's client raised, or `Settings.attempt_seconds` went by. `retryable` is the
            client's own word, as far as it gives one.
    """
    seconds = get_settings().attempt_seconds
    async with call_slot(model, turn, tokens=tokens) as slot:
        try:
            async with asyncio.timeout(seconds):
                result = await call()
        except (GraphBubbleUp, BaremeError):
            raise
        except TimeoutError:
            raise ModelFailure(f"no answer within {seconds:g} seconds", retryable=True) from None
        except Exception as error:
            # Each provider's client has a tree of its own; whatever it raises must not take other copies along.
            raise ModelFailure(
                _reason(error), retryable=isinstance(error, ModelError) and error.is_retryable
            ) from error
        if usage_of is not None:
            usage = usage_of(result)
            slot.settle(requests=usage.calls, tokens=usage.input_tokens + usage.output_tokens)
        return result


def _reason(error: Exception) -> str:
    """Return what happened without the provider's own words, which may quote the prompt."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}, HTTP {status}" if status else type(error).__name__
