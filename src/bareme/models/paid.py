"""Paying once: an answer that was paid for is found again, any other is asked for within turn and budget, and kept."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from bareme.domain.money import NOTHING, Usage
from bareme.models.answers import keep_answers, recall_answers
from bareme.models.budget import Allowance, reserve, settle_earlier
from bareme.models.call import Calls
from bareme.models.forecast import Forecast
from bareme.models.ledger import Amount
from bareme.models.registry import is_paid

type Json = dict[str, Any]

_PAID = "paid"
"""The field of a kept answer that says who paid for it, and how much."""


async def paid_once(
    keys: Sequence[str],
    make: Callable[[Sequence[str]], Awaitable[Mapping[str, Json]]],
    *,
    calls: Calls,
    allowance: Allowance,
    entry: str,
    expected: Callable[[Sequence[str]], Awaitable[Forecast]],
    stop: bool = False,
) -> dict[str, Json]:
    """Return the answers that stand under `keys`, the hashes of all that goes into them: plain JSON.

    Those that were not paid for before, `make` asks for by `calls`, in one attempt that is `expected` to take so much;
    both are told which are missing. What it returns is on disk before it is returned here, and what it leaves out is
    not kept. With `stop` nothing is asked for.

    `calls.usage` is then what the session has paid for them under `entry`, its name in the ledger: now, or before a
    crash, also where this raises. What another attempt or another session paid for takes nothing.

    Raises:
        BudgetReached: there is no room for it. Also what `make` raises.
    """
    paid = is_paid(calls.model)
    answers = await recall_answers(keys) if paid else {}
    earlier = await _paid_before_a_crash(answers.values(), allowance, entry) if answers else Usage()
    missing = [key for key in keys if key not in answers]
    try:
        if missing and not stop:
            forecast = await expected(missing)
            calls.tokens = forecast.tokens
            async with reserve(allowance, entry, forecast.worst, calls, priced=forecast.priced) as room:
                made = await make(missing)
                room.answered = True
                if made and paid:
                    await keep_answers(_with_receipts(made, calls, allowance, entry))
            answers |= made
    finally:
        if earlier.calls:
            calls.usage += earlier
    return answers


def _with_receipts(made: Mapping[str, Json], calls: Calls, allowance: Allowance, entry: str) -> dict[str, Json]:
    """Return the answers with who paid for them; what it took stands with the first, for one attempt pays for all."""
    payer = {"session_id": allowance.session, "entry": entry}
    took = {"made": calls.made, "usage": calls.usage.model_dump(mode="json")}
    first = next(iter(made))
    return {key: {**answer, _PAID: {**payer, **(took if key == first else {})}} for key, answer in made.items()}


async def _paid_before_a_crash(found: Iterable[Json], allowance: Allowance, entry: str) -> Usage:
    """Return what this very attempt paid for the answers that were found, and see that the ledger knows."""
    receipts = [answer.get(_PAID) or {} for answer in found]
    own = [r for r in receipts if (r.get("session_id"), r.get("entry")) == (allowance.session, entry) and "usage" in r]
    usage = sum((Usage.model_validate(receipt["usage"]) for receipt in own), Usage())
    if own:
        made = sum(receipt["made"] for receipt in own)
        await settle_earlier(allowance, entry, Amount(max(made, usage.calls), usage.cost or NOTHING))
    return usage
