"""What Barème arranges where aegra serves it: aegra knows no reviewers, and lets runs of a thread overlap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import cache

from aegra_api.core import database
from aegra_api.core.auth_deps import _AUTH_RESULT_SCOPE_KEY
from aegra_api.core.auth_middleware import get_auth_instance
from aegra_api.core.database import db_manager
from aegra_api.models.auth import User
from fastapi import FastAPI, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.types import Scope

from bareme.errors import InvalidInput
from bareme.server.aegra_client import close_connections
from bareme.server.auth import auth
from bareme.server.caller import Caller
from bareme.server.event_broker import batch_events
from bareme.server.run_queue import second_run
from bareme.settings import get_settings
from bareme.storage.postgres.checkpoints import one_process_at_a_time
from bareme.storage.postgres.repeating_saver import LastingPool, RepeatingSaver

_starting = ExitStack()
_ONE_RUN = "bareme_one_run_of_a_thread"


@cache  # aegra asks for the app twice
def adapt(app: FastAPI) -> FastAPI:
    """Have the app check what it stands on before it serves, and refuse a second run of a session that is running."""
    # Until it serves: aegra looks after its tables when it starts, and of two processes that do so at once, one fails.
    _starting.enter_context(one_process_at_a_time(get_settings().database))
    # Aegra makes both when it starts, and a run may be taken up at once. It has no setting for them.
    database.AsyncConnectionPool = LastingPool
    database.AsyncPostgresSaver = RepeatingSaver
    batch_events()
    app.add_exception_handler(IntegrityError, _refuse_second_run)
    serve = app.router.lifespan_context

    @asynccontextmanager
    async def checked(served: FastAPI) -> AsyncIterator[None]:
        _require_authentication()
        await _allow_one_run_of_a_thread()
        await asyncio.to_thread(_starting.close)
        async with serve(served):
            yield
        await close_connections()

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


async def _refuse_second_run(request: Request, error: Exception) -> Response:
    if _ONE_RUN not in str(error):
        raise error
    return second_run().response(request.scope)
