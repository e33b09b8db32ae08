"""The routes that an operator's tools ask: whether the server lives, and whether it can do its work."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from pydantic import Field

from bareme.documents import get_store
from bareme.domain.frozen_model import FrozenModel
from bareme.server import problem_kinds as kinds
from bareme.server.platform_client import get_client
from bareme.server.problems import Problem
from bareme.storage.answers import answer_store
from bareme.storage.stores import stores
from bareme.translation import Message

_SECONDS = 5.0
"""How long a store may take to answer."""
_NOBODY = "00000000-0000-0000-0000-000000000000"


class Health(FrozenModel):
    """That the server answers."""

    status: Literal["ok"] = "ok"


class Readiness(FrozenModel):
    """That every store answers."""

    status: Literal["ready"] = "ready"
    stores: tuple[str, ...] = Field(description="Those that were asked.")


async def get_health() -> Health:
    """Return that the server answers. It asks nothing else."""
    return Health()


async def get_ready() -> Readiness:
    """Return that all stores can be read. 503 names those that cannot."""
    names = list(_STORES)
    answers = await asyncio.gather(*(_answers(ask) for ask in _STORES.values()))
    failed = [name for name, answered in zip(names, answers, strict=True) if not answered]
    if failed:
        message = Message("these stores do not answer: {names}", names=failed)
        raise Problem(503, kinds.STORE_UNUSABLE, message, stores=failed)
    return Readiness(stores=tuple(names))


async def _answers(ask: Callable[[], Awaitable[object]]) -> bool:
    try:
        async with asyncio.timeout(_SECONDS):
            await ask()
    except Exception:  # noqa: BLE001 - whatever is wrong with a store, it is not ready
        return False
    return True


async def _documents() -> None:
    await get_store().check_usable()


async def _paid_answers() -> None:
    await answer_store().check_writable()
    await answer_store().recall([_NOBODY])


async def _spending() -> None:
    await asyncio.to_thread(stores().ledger.total, _NOBODY)


async def _inbox() -> None:
    await asyncio.to_thread(stores().inbox.pending, _NOBODY, after=0)


async def _threads() -> None:
    await get_client().threads.search(ids=[_NOBODY], limit=1, select=["thread_id"])


_STORES: dict[str, Callable[[], Awaitable[None]]] = {
    "documents": _documents,
    "answers": _paid_answers,
    "spending": _spending,
    "inbox": _inbox,
    "threads": _threads,
}
