"""What a reply took: tokens and dollars as the provider tells them, else estimated and priced."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from bareme.domain.money import Usage, to_dollars
from bareme.models.prices import price_of
from bareme.models.tokens import content_parts, message_tokens, text_tokens


def usage_of(reply: AIMessage, model: str, *, sent: Sequence[BaseMessage]) -> Usage:
    """Return what one reply of `model` ("provider:name") took; `sent` are the messages that it answers.

    OpenRouter tells what it charged, in `usage.cost`; that goes before the price file.
    """
    tokens = reply.usage_metadata
    # The limit's own closing message is no call of the model.
    if tokens is None and not reply.response_metadata:
        return Usage()
    if tokens is not None:
        read: Mapping[str, Any] = tokens.get("input_token_details") or {}
        written: Mapping[str, Any] = tokens.get("output_token_details") or {}
        input_tokens, output_tokens = tokens["input_tokens"], tokens["output_tokens"]
    else:
        read, written = {}, {}
        input_tokens = message_tokens(model, [part for message in sent for part in content_parts(message.content)])
        output_tokens = text_tokens(len(str(reply.text)) + sum(len(str(call["args"])) for call in reply.tool_calls))
    cached = min(int(read.get("cache_read") or 0), input_tokens)
    price = price_of(model)
    cost = _charged(reply)
    if cost is None and price is not None:
        cost = price.cost(
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached_input_tokens=cached,
            cache_write_tokens=int(read.get("cache_creation") or 0),
        )
    return Usage(
        calls=1,
        input_tokens=input_tokens,
        cached_input_tokens=cached,
        output_tokens=output_tokens,
        reasoning_tokens=int(written.get("reasoning") or 0),
        cost=cost,
        estimated=tokens is None,
    )


def _charged(reply: AIMessage) -> Any:
    told = (reply.response_metadata.get("token_usage") or {}).get("cost")
    try:
        return None if told is None else to_dollars(told)
    except ValueError:  # what a provider calls a cost may be anything
        return None


def tokens_of(reply: object) -> int | None:
    """Return the tokens that a reply says it took, in and out; None where it says nothing."""
    usage = reply.usage_metadata if isinstance(reply, AIMessage) else None
    return usage["total_tokens"] if usage else None
