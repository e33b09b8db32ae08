"""Calls beside the marking of copies: they take their turn and their room in the session's budget like any other."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bareme.domain.policy import Grader
from bareme.models.budget import Allowance, Reservation, reserve
from bareme.models.call import Calls
from bareme.models.fairness import Turn
from bareme.models.forecast import forecast
from bareme.models.tokens import Size


@asynccontextmanager
async def budgeted_calls(
    grader: Grader, allowance: Allowance, entry: str, parts: Sequence[str | Size], *, items: int
) -> AsyncIterator[tuple[Calls, Reservation]]:
    """Hold room for a prompt of `parts` whose answer has `items` questions or pages; `entry` names it in the ledger.

    Raises:
        BudgetReached: there is no room for it.
    """
    expected = forecast(grader, parts, items=items)
    calls = Calls(grader.model, turn=Turn(allowance.session), tokens=expected.tokens)
    room = reserve(allowance, entry, expected.worst, priced=expected.priced, made=lambda: calls.made)
    async with room as reservation:
        yield calls, reservation
