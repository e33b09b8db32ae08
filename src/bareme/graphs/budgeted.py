"""Calls that take their turn, and their room in the session's budget."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bareme.models.budget import Allowance, Reservation, reserve
from bareme.models.call import Asked, Calls
from bareme.models.fairness import Turn
from bareme.models.forecast import Forecast


@asynccontextmanager
async def budgeted_calls(
    allowance: Allowance, entry: str, expected: Forecast, *, turn: Turn | None = None, asked: Asked | None = None
) -> AsyncIterator[tuple[Calls, Reservation]]:
    """Hold room for the calls that are `expected` to be made; `entry` names them in the ledger.

    `turn` is the session's first if left out; `asked` makes a grader that was stopped for the session wait.

    Raises:
        BudgetReached: there is no room for it.
    """
    turn = turn or Turn(allowance.session)
    calls = Calls(expected.model, asked, turn=turn, tokens=expected.tokens)
    room = reserve(allowance, entry, expected.worst, priced=expected.priced, place=turn.place, made=lambda: calls.made)
    async with room as reservation:
        yield calls, reservation
