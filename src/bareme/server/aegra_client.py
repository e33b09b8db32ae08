"""What our routes ask of aegra, by the names of the SDK: its tables are read in this process, past its authentication.

aegra's own routes show a thread to nobody but its owner, leave values out of a search, and count nothing.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NoReturn

import httpx
from aegra_api.core.database import db_manager
from aegra_api.core.orm import Assistant, Run, Thread
from aegra_api.services.langgraph_service import get_langgraph_service
from aegra_api.settings import settings
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bareme.server.extraction import values_at
from bareme.storage.postgres.newest_values import newest_values


@cache
def _engine() -> AsyncEngine:
    """Return the connections of this module.

    They are not aegra's: our hooks ask while a request of aegra holds one of those, and enough requests at once would
    all wait for a second one, which none of them gives back.
    """
    no_prepared = {"prepared_statement_cache_size": 0}  # a pooler such as PgBouncer loses them
    return create_async_engine(
        settings.db.database_url, pool_size=1, max_overflow=4, pool_pre_ping=True, connect_args=no_prepared
    )


def _session() -> AsyncSession:
    return AsyncSession(_engine(), expire_on_commit=False)


async def close_connections() -> None:
    """Close what this module has opened."""
    await _engine().dispose()


class AegraClient:
    """The parts of the SDK's client that our routes use."""

    def __init__(self) -> None:
        self.threads = _Threads()
        self.runs = _Runs()
        self.assistants = _Assistants()


class _Threads:
    async def search(
        self,
        *,
        ids: Collection[str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        status: str | None = None,
        limit: int = 10,
        offset: int = 0,
        sort_by: str = "created_at",
        sort_order: str = "desc",
        select: Collection[str] = (),  # noqa: ARG002 - a row is small
        extract: Mapping[str, str] | None = None,
    ) -> list[dict[str, Any]]:
        """Return the records of threads; what is extracted of their values comes from their newest checkpoints."""
        column = getattr(Thread, sort_by)
        order = column.asc() if sort_order == "asc" else column.desc()
        query = _found(ids, metadata, status).order_by(order, Thread.thread_id).limit(limit).offset(offset)
        async with _session() as session:
            records = [_record(thread) for thread in await session.scalars(query)]
        return await _with_extracted(records, extract) if extract else records

    async def create(self, *, thread_id: str, metadata: Mapping[str, Any], if_exists: str) -> None:
        """Make the record of a thread of `metadata`'s owner; there may be one."""
        assert if_exists == "do_nothing"  # noqa: S101 - what our routes ask for
        row = {"thread_id": thread_id, "user_id": metadata["owner"], "metadata_json": dict(metadata), "status": "idle"}
        async with _session() as session:
            await session.execute(insert(Thread).values(**row).on_conflict_do_nothing(index_elements=["thread_id"]))
            await session.commit()

    async def mark_interrupted(self, thread_id: str) -> None:
        """Have the record of a thread without runs say that it waits for an answer: aegra takes none otherwise."""
        has_run = select(Run.run_id).where(Run.thread_id == thread_id).exists()
        waits = update(Thread).where(Thread.thread_id == thread_id, Thread.status == "idle", ~has_run)
        async with _session() as session:
            await session.execute(waits.values(status="interrupted"))
            await session.commit()

    async def count(self, *, metadata: Mapping[str, Any] | None = None) -> int:
        query = select(func.count()).select_from(_found(None, metadata, None).subquery())
        async with _session() as session:
            return int(await session.scalar(query) or 0)

    async def get(self, thread_id: str) -> dict[str, Any]:
        found = await self.search(ids=[thread_id])
        return found[0] if found else _missing()

    async def get_state(self, thread_id: str) -> dict[str, Any]:
        """Return the newest state of a thread as langgraph-api shows it, or an empty one before the first run."""
        graph_id = (await self.get(thread_id))["metadata"].get("graph_id")
        if not graph_id:
            return {"values": {}, "next": [], "tasks": [], "interrupts": []}
        config: Any = {"configurable": {"thread_id": thread_id}}
        async with get_langgraph_service().get_graph(graph_id, config=config, access_context="threads.read") as graph:
            state = await graph.aget_state(config)
        return {
            "values": state.values,
            "next": list(state.next),
            "tasks": [{"id": task.id, "name": task.name, "result": task.result} for task in state.tasks],
            "interrupts": [{"id": asked.id, "value": asked.value} for asked in state.interrupts],
        }

    async def delete(self, thread_id: str) -> None:
        """Delete the record of a thread and of its runs. Its checkpoints go first, as in aegra's own route."""
        await db_manager.get_checkpointer().adelete_thread(thread_id)
        async with _session() as session:
            await session.execute(delete(Thread).where(Thread.thread_id == thread_id))
            await session.commit()


class _Runs:
    async def list(
        self,
        thread_id: str,
        *,
        status: str | None = None,
        limit: int = 10,
        select: Collection[str] = (),  # noqa: ARG002 - see above
    ) -> list[dict[str, Any]]:
        """Return the runs of a thread, the newest first."""
        query = _runs_of(thread_id, status).order_by(Run.created_at.desc()).limit(limit)
        async with _session() as session:
            rows = (await session.execute(query)).all()
        return [{"run_id": row.run_id, "status": row.status, "created_at": row.created_at.isoformat()} for row in rows]


class _Assistants:
    async def get(self, assistant_id: str) -> dict[str, Any]:
        query = select(Assistant.graph_id).where(Assistant.assistant_id == assistant_id)
        async with _session() as session:
            graph_id = await session.scalar(query)
        return {"graph_id": graph_id} if graph_id else _missing()


def _found(ids: Collection[str] | None, metadata: Mapping[str, Any] | None, status: str | None) -> Any:
    query = select(Thread)
    if ids is not None:
        query = query.where(Thread.thread_id.in_(ids))
    if metadata:
        query = query.where(Thread.metadata_json.op("@>")(dict(metadata)))
    return query.where(Thread.status == status) if status else query


def _runs_of(thread_id: str, status: str | None) -> Any:
    # Not the whole row, which has the output of the run.
    query = select(Run.run_id, Run.status, Run.created_at).where(Run.thread_id == thread_id)
    return query.where(Run.status == status) if status else query


def _record(thread: Thread) -> dict[str, Any]:
    return {
        "thread_id": thread.thread_id,
        "status": thread.status,
        "metadata": thread.metadata_json or {},
        "created_at": thread.created_at.isoformat(),
        "updated_at": thread.updated_at.isoformat(),
    }


async def _with_extracted(records: list[dict[str, Any]], wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    channels = {path.split(".")[1] for path in wanted.values() if path.startswith("values.")}
    saver, pool = db_manager.get_checkpointer(), db_manager.lg_pool
    assert pool is not None  # noqa: S101 - aegra opens it before it serves
    async with pool.connection() as connection:
        values = await newest_values(connection, [one["thread_id"] for one in records], channels, saver.serde)
    for record in records:
        whole = {**record, "values": values.get(record["thread_id"], {})}
        record["extracted"] = values_at(whole, wanted)
    return records


def _missing() -> NoReturn:
    """Raise what the SDK raises for what there is not."""
    request = httpx.Request("GET", "http://aegra")
    raise httpx.HTTPStatusError("not found", request=request, response=httpx.Response(404, request=request))
