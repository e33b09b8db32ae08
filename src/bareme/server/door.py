"""The door: the one place that every request passes before a route, the platform's or ours, sees it.

It is an ASGI middleware of our own app, which both servers put before all of their routes. In this order: the host and
the page that asks, who the caller is, whether the table lets them in, the size and speed of the body, what is asked
for. An anonymous caller learns nothing but that.
"""

import logging

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from bareme.errors import BaremeError
from bareme.graphs.owner import invited_by
from bareme.server import problem_kinds as kinds
from bareme.server.access import Row, Who, decide, params_of
from bareme.server.caller import Caller
from bareme.server.identity import caller_in, sign_in_needed
from bareme.server.origins import check_host, check_origin, is_loopback
from bareme.server.platform_client import runs_on_aegra
from bareme.server.platform_refusals import as_problems
from bareme.server.problems import Problem, problem_of
from bareme.server.rate_limits import count_request
from bareme.server.request_body import IncomingBody, LimitedBody, Sent, read_json, read_whole
from bareme.server.thread_checks import sees_screens_only
from bareme.settings import get_settings
from bareme.storage.patience import patient_for_at_most
from bareme.translation import Message

_log = logging.getLogger(__name__)
_TOO_LARGE = 413
_SECONDS_OF_AN_OUTAGE = 30.0
"""How long a request waits for a database that is away; its client would not wait longer."""
_TRACING = frozenset({b"langsmith-trace", b"baggage"})
"""Headers by which a caller would choose where a run's trace goes, and write into its configuration."""


class Door:
    """ASGI middleware: answers what is refused, and passes on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        if get_settings().studio:
            _log.warning("the whole runs API is open to programs of this machine, for LangGraph Studio")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] == "lifespan" or _is_from_within(scope):
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # WebSockets would pass the rules for bodies
            await send({"type": "websocket.close", "code": 1008})
        else:
            with patient_for_at_most(_SECONDS_OF_AN_OUTAGE):
                await self._let_in(scope, IncomingBody(receive), send)

    async def _let_in(self, scope: Scope, incoming: IncomingBody, send: Send) -> None:
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _TRACING]}
        try:
            body = await _admit(scope, incoming)
        except Problem as problem:
            await _refuse(problem, scope, incoming, send)
        else:
            await self._pass_on(scope, incoming, body, send)

    async def _pass_on(self, scope: Scope, incoming: IncomingBody, body: Receive, send: Send) -> None:
        """Have the application answer. Where the body turns out to be too large or too slow, that is the answer."""
        cut: Problem | None = None
        started = False

        async def receive() -> AsgiMessage:
            nonlocal cut
            try:
                return await body()
            except Problem as problem:
                cut = problem
                # The application believes that the client has left: an exception would come back in a group of others.
                return {"type": "http.disconnect"}

        async def answer(message: AsgiMessage) -> None:
            nonlocal started
            if cut is None or started:
                started = True
                await send(message)

        try:
            await self._app(scope, receive, as_problems(scope, answer))
        except Exception:
            # The application may have given up because its body was cut. Whatever else it raises is raised on.
            if cut is None or started:
                raise
        if cut is not None and not started:
            await _refuse(cut, scope, incoming, send)


async def _refuse(problem: Problem, scope: Scope, incoming: IncomingBody, send: Send) -> None:
    # Neither the path nor the reason: both may hold what a client sent.
    _log.warning("refused: %s %s", problem.status, problem.kind)
    if problem.status == _TOO_LARGE:
        await incoming.let_finish()
    await problem.response(scope)(scope, incoming, send)


async def _admit(scope: Scope, receive: Receive) -> Receive:
    """Return what gives the request's body to the application.

    Raises:
        Problem: the request is refused.
    """
    check_host(scope)
    check_origin(scope)
    decision = decide(scope["method"], scope["path"])
    row = decision.row
    caller = None if row is not None and row.who is Who.ANYBODY else await _caller(scope)
    if caller is not None:
        await count_request(caller, scope["method"])
    settings = get_settings()
    limited = LimitedBody(scope, receive, row.largest() if row is not None else settings.max_request_bytes)
    if caller is not None and caller.through == "local" and settings.studio:
        return limited
    if row is None or row.who is Who.NOBODY:
        raise _denied(row, decision.verbs)
    if row.who is Who.ADMIN and caller is not None and caller.role != "admin":
        raise Problem(403, kinds.FORBIDDEN, Message("only an admin sees the figures of the server"))
    if caller is None:
        return limited
    params = params_of(row, scope["path"])
    await _let_reviewer_enter(scope, caller, params.get("thread_id", ""))
    if row.who in {Who.TOKEN, Who.ADMIN} and await sees_screens_only(caller, params.get("thread_id", "")):
        message = Message(
            "browsers and reviewers may not read this: it holds what blind marking hides; use {path}", path="/sessions"
        )
        raise Problem(403, kinds.FORBIDDEN, message)
    if row.rule is None:
        return limited
    data, again = await read_whole(limited) if row.method != "GET" else (b"", limited)
    query = dict(QueryParams(scope["query_string"]))
    await row.rule(Sent(caller, params, query, await read_json(data)))
    return again


async def _let_reviewer_enter(scope: Scope, caller: Caller, thread_id: str) -> None:
    if not (thread_id and runs_on_aegra()):
        return
    owner = await invited_by(caller.identity, thread_id)
    if owner is not None:
        from bareme.server.aegra import enter_for_owner  # noqa: PLC0415 - aegra is in the extra `cluster`

        enter_for_owner(scope, caller, owner)


async def _caller(scope: Scope) -> Caller:
    try:
        caller = await caller_in(scope)
    except BaremeError as error:
        raise problem_of(error) from None
    if caller is None or (caller.through == "local" and not is_loopback(scope)):
        raise sign_in_needed()
    return caller


def _denied(row: Row | None, verbs: tuple[str, ...]) -> Problem:
    if row is not None:
        message = Message(
            "this part of the platform is closed to clients; {page} lists what is open", page="docs/frontend.md"
        )
        return Problem(403, kinds.FORBIDDEN, message)
    if verbs:
        message = Message("this address takes {verbs}", verbs=list(verbs))
        return Problem(405, kinds.METHOD_NOT_ALLOWED, message, headers={"allow": ", ".join(verbs)})
    return Problem(404, kinds.NOT_FOUND, Message("there is nothing at this address"))


def _is_from_within(scope: Scope) -> bool:
    """Return whether our own client sends the request, in this process. No request from outside can set this."""
    root = str(scope.get("root_path", ""))
    return root == "/noauth" or root.startswith("/noauth/")
