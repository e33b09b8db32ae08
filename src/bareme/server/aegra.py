"""What Barème arranges where aegra serves it: aegra knows no reviewers, and lets runs of a thread overlap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import cache

from aegra_api.core.auth_deps import _AUTH_RESULT_SCOPE_KEY
from aegra_api.core.auth_middleware import get_auth_instance
from aegra_api.core.database import db_manager
from aegra_api.models.auth import User
from aegra_api.settings import settings as aegra_settings
from fastapi import FastAPI, Request, Response
from langgraph.store.postgres.aio import AsyncPostgresStore
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.types import Scope

from bareme.errors import InvalidInput
from bareme.server.auth import auth
from bareme.server.caller import Caller
from bareme.server.run_queue import second_run
from bareme.settings import get_settings
from bareme.storage.postgres.checkpoints import one_process_at_a_time
from bareme.storage.postgres.repeating_saver import RepeatingSaver, make_pool

_starting = ExitStack()
_ONE_RUN = "bareme_one_run_of_a_thread"


@cache  # aegra asks for the app twice
def adapt(app: FastAPI) -> FastAPI:
    """Have the app check what it stands on before it serves, and refuse a second run of a session that is running."""
    # Until it serves: aegra looks after its tables when it starts, and of two processes that do so at once, one fails.
    _starting.enter_context(one_process_at_a_time(get_settings().database))
    app.add_exception_handler(IntegrityError, _refuse_second_run)
    serve = app.router.lifespan_context

    @asynccontextmanager
    async def checked(served: FastAPI) -> AsyncIterator[None]:
        _require_authentication()
        await _allow_one_run_of_a_thread()
        await _keep_checkpoints_through_a_restart()
        await asyncio.to_thread(_starting.close)
        async with serve(served):
            yield

    app.router.lifespan_context = checked
    return app


def enter_for_owner(scope: Scope, caller: Caller, owner: str) -> None:
    """Let somebody whom the owner of a session has invited reach its thread, which is there for its owner alone.

    The run is the owner's in aegra's tables. `decider` says who asked for it; our hooks and nodes go by that.
    """
    user = User(identity=owner, permissions=[caller.role, caller.through], decider=caller.identity)
    scope[_AUTH_RESULT_SCOPE_KEY] = scope["user"] = user


def _require_authentication() -> None:
    """Check that aegra asks our hooks: one that could not load them takes everybody for the same anonymous user.

    Raises:
        InvalidInput: it does not.
    """
    if get_auth_instance() is not auth:
        raise InvalidInput("this server does not ask Barème's authentication: without it nothing starts")


async def _allow_one_run_of_a_thread() -> None:
    """Let the database refuse a run of a thread that has one: two at once would both answer the same question."""
    async with db_manager.get_engine().begin() as connection:
        await connection.execute(
            text(
                f"CREATE UNIQUE INDEX IF NOT EXISTS {_ONE_RUN} ON runs (thread_id)"
                " WHERE status IN ('pending', 'running')"
            )
        )


async def _keep_checkpoints_through_a_restart() -> None:
    """Have aegra use a pool and a saver that a restart of the database ends no run for.

    It closes the pool itself, after its runs have had their time.
    """
    before = db_manager.lg_pool
    pool = make_pool(get_settings().database, aegra_settings.pool.LANGGRAPH_MAX_POOL_SIZE)
    await pool.open()
    db_manager.lg_pool = pool
    db_manager._checkpointer = RepeatingSaver(pool)  # noqa: SLF001 - aegra takes none from us
    db_manager._store = AsyncPostgresStore(pool)  # noqa: SLF001
    if before is not None:
        await before.close()


async def _refuse_second_run(request: Request, error: Exception) -> Response:
    if _ONE_RUN not in str(error):
        raise error
    return second_run().response(request.scope)
