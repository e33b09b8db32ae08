"""Calling a model: within its provider's limit and a deadline, and with one kind of error for all the ways it fails."""

import asyncio
from collections.abc import Awaitable, Callable

from langchain_core.exceptions import ModelError
from langgraph.errors import GraphBubbleUp

from bareme.errors import BaremeError, ModelFailure
from bareme.models.limits import call_slot
from bareme.settings import get_settings


async def call_model[T](model: str, call: Callable[[], Awaitable[T]]) -> T:
    """Return what `call` returns, made when `model` ("provider:name") has a free slot.

    Raises:
        ModelFailure: the provider's client raised, or `Settings.attempt_seconds` went by. `retryable` is the
            client's own word, as far as it gives one.
    """
    seconds = get_settings().attempt_seconds
    async with call_slot(model):
        try:
            async with asyncio.timeout(seconds):
                return await call()
        except (GraphBubbleUp, BaremeError):
            raise
        except TimeoutError:
            raise ModelFailure(f"no answer within {seconds:g} seconds", retryable=True) from None
        except Exception as error:
            # Each provider's client has a tree of its own; whatever it raises must not take other copies along.
            raise ModelFailure(
                _reason(error), retryable=isinstance(error, ModelError) and error.is_retryable
            ) from error


def _reason(error: Exception) -> str:
    """Return what happened without the provider's own words, which may quote the prompt."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}, HTTP {status}" if status else type(error).__name__
