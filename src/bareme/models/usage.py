"""What a reply took: tokens and dollars as the provider reports them, otherwise estimates at list prices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from bareme.domain.money import Usage, to_dollars
from bareme.models.prices import cost_of
from bareme.models.tokens import content_parts, message_tokens, text_tokens

MOST_TOKENS = 100_000_000
"""The most of one call. No model reads or writes as many, so a larger number is ignored."""
MOST_DOLLARS = 1_000
"""The most of one call, likewise."""


def usage_of(reply: AIMessage, model: str, *, sent: Sequence[BaseMessage]) -> Usage:
    """Return the usage of one reply of `model` ("provider:name") to the messages `sent`.

    OpenRouter reports its charge in `usage.cost`, which takes precedence over any price list. An impossible charge is
    ignored, so that the paid answer is not lost.
    """
    # The closing message of ModelCallLimitMiddleware does not come from a call.
    if reply.usage_metadata is None and not reply.response_metadata:
        return Usage()
    reported = _reported_tokens(reply)
    tokens: Mapping[str, Any] = reply.usage_metadata or {} if reported else {}
    if reported is not None:
        input_tokens, output_tokens = reported
    else:
        input_tokens = message_tokens(model, [part for message in sent for part in content_parts(message.content)])
        output_tokens = text_tokens(len(str(reply.text)) + sum(len(str(call["args"])) for call in reply.tool_calls))
    read, written = tokens.get("input_token_details") or {}, tokens.get("output_token_details") or {}
    cached = min(_detail(read, "cache_read"), input_tokens)
    tier = reply.response_metadata.get("service_tier")
    cost = _charged(reply)
    if cost is None:
        cost = cost_of(
            model,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached_input_tokens=cached,
            # Anthropic reports them by how long they stay in the cache.
            cache_write_tokens=_detail(read, "cache_creation") + _detail(read, "input_tokens"),
            service_tier=tier if isinstance(tier, str) else None,
        )
    return Usage(
        calls=1,
        input_tokens=input_tokens,
        cached_input_tokens=cached,
        output_tokens=output_tokens,
        reasoning_tokens=min(_detail(written, "reasoning"), output_tokens),
        cost=cost,
        estimated=reported is None,
    )


def tokens_of(reply: object) -> int | None:
    """Return the tokens that a reply reports, in and out together, or None if it reports none."""
    reported = _reported_tokens(reply) if isinstance(reply, AIMessage) else None
    return sum(reported) if reported else None


def read_tokens(reply: AIMessage) -> int | None:
    """Return the prompt tokens that the model read, cached ones included, or None if they are not reported."""
    reported = _reported_tokens(reply)
    if reported is None or reply.usage_metadata is None:
        return None
    details = reply.usage_metadata.get("input_token_details") or {}
    return max(reported[0], _detail(details, "cache_read") + _detail(details, "cache_creation"))


def _reported_tokens(reply: AIMessage) -> tuple[int, int] | None:
    """Return the tokens in and out as the provider reports them, or None if they are missing or impossible."""
    tokens: Mapping[str, Any] = reply.usage_metadata or {}
    read, written, total = (_count(tokens.get(name)) for name in ("input_tokens", "output_tokens", "total_tokens"))
    if read is None or written is None or total is None:
        return None
    # Every prompt has tokens. xAI, and Gemini in OpenAI's form, count reasoning only in the total.
    return (read, max(written, total - read)) if read else None


def _detail(details: Mapping[str, Any], name: str) -> int:
    """Return the tokens under all keys that end in `name`, because OpenAI puts its service tier before it."""
    return sum(_count(count) or 0 for key, count in details.items() if key.endswith(name))


def _count(reported: object) -> int | None:
    return reported if type(reported) is int and 0 <= reported <= MOST_TOKENS else None


def _charged(reply: AIMessage) -> Decimal | None:
    """Return the dollars that OpenRouter reports, including those charged to the user's own provider key."""
    bill: Mapping[str, Any] = reply.response_metadata.get("token_usage") or {}
    charged = _dollars(bill.get("cost"))
    if charged is None or bill.get("is_byok") is not True:
        return charged
    details = bill.get("cost_details")
    upstream = _dollars(details.get("upstream_inference_cost")) if isinstance(details, dict) else None
    return None if upstream is None else charged + upstream


def _dollars(reported: object) -> Decimal | None:
    try:
        dollars = None if reported is None else to_dollars(reported)
    except ValueError:  # a provider may send anything as a cost
        return None
    return dollars if dollars is not None and dollars <= MOST_DOLLARS else None
