"""Who may call what: one row for every route and verb of the server, of the platform's as of ours.

What has no row is denied. A route that nobody may call has a row too, so that one which is new, after an update of the
platform for instance, is told apart from one that was decided on: a test compares the rows to the routes of a running
server. To open a route, add its row.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from bareme.edited_files.tables import MOST_BYTES
from bareme.server.request_body import Sent
from bareme.server.run_options import (
    check_cancel,
    check_history,
    check_mock_exam_run,
    check_run,
    check_runs,
    check_search,
    check_thread,
)
from bareme.server.stream_modes import check_join
from bareme.settings import get_settings


class Who(StrEnum):
    """Who may call a route."""

    ANYBODY = "anybody"
    """Also without signing in. The route itself checks a signature, or tells nothing about anybody."""
    SIGNED_IN = "signed in"
    """A token, or the cookie of a browser."""
    TOKEN = "token"  # noqa: S105 - not one
    """A token, but no browser: the answer holds what blind marking keeps from a screen."""
    ADMIN = "admin"
    """A token of an admin: the answer is about everybody who uses the server."""
    NOBODY = "nobody"
    """Open only to `bareme serve --debug`."""


def _upload_bytes() -> int:
    return get_settings().max_upload_bytes + _FORM_BYTES


def _table_bytes() -> int:
    return MOST_BYTES + _FORM_BYTES


def _run_bytes() -> int:
    return get_settings().max_request_bytes


def _message_bytes() -> int:
    return _MESSAGE_BYTES


_FORM_BYTES = 100_000
"""What a form adds to its file."""
_MESSAGE_BYTES = 1_000_000
"""The size of what is neither a file nor the input of a run."""

type Rule = Callable[[Sent], Awaitable[None]]
"""Raises a Problem for a request that asks for more than it may."""


@dataclass(frozen=True)
class Row:
    """A verb of a route, who may call it, and what it may be asked for."""

    method: str
    path: str
    who: Who
    rule: Rule | None = None
    largest: Callable[[], int] = _message_bytes
    """The size of its body in bytes."""


ROWS = (
    # Health and our own routes.
    Row("GET", "/ok", Who.ANYBODY),
    Row("GET", "/health", Who.ANYBODY),
    Row("GET", "/ready", Who.ANYBODY),
    Row("GET", "/metrics/bareme", Who.ADMIN),
    Row("GET", "/models", Who.SIGNED_IN),
    Row("POST", "/sign-in", Who.ANYBODY),
    Row("POST", "/sign-out", Who.ANYBODY),
    Row("GET", "/me", Who.SIGNED_IN),
    Row("GET", "/schemas", Who.SIGNED_IN),
    Row("POST", "/mock-exams/sheet", Who.SIGNED_IN),
    Row("POST", "/documents", Who.SIGNED_IN, largest=_upload_bytes),
    Row("GET", "/documents/{document_id}", Who.SIGNED_IN),
    Row("GET", "/documents/{document_id}/content", Who.SIGNED_IN),
    Row("GET", "/documents/{document_id}/pages/{index}", Who.ANYBODY),
    Row("DELETE", "/documents/{document_id}", Who.SIGNED_IN),
    # The page of the app and what it loads are the same for everybody.
    Row("GET", "/app", Who.ANYBODY),
    Row("GET", "/app/", Who.ANYBODY),
    Row("GET", "/app/new", Who.ANYBODY),
    Row("GET", "/app/sessions/{session_id}", Who.ANYBODY),
    Row("GET", "/app/sessions/{session_id}/{screen}", Who.ANYBODY),
    Row("GET", "/app/assets/{asset}", Who.ANYBODY),
    Row("GET", "/sessions", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/progress", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/question", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/review", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/statistics", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/history", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/copies/{copy_id}", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/copies/{copy_id}/attempts/{label}", Who.SIGNED_IN),
    Row("DELETE", "/sessions/{session_id}", Who.SIGNED_IN),
    Row("POST", "/sessions/import", Who.SIGNED_IN, largest=_upload_bytes),
    Row("GET", "/sessions/{session_id}/archive", Who.SIGNED_IN),
    Row("POST", "/sessions/{session_id}/decisions", Who.SIGNED_IN),
    Row("POST", "/sessions/{session_id}/edited-file", Who.SIGNED_IN, largest=_table_bytes),
    Row("GET", "/sessions/{session_id}/reviewers", Who.SIGNED_IN),
    Row("POST", "/sessions/{session_id}/reviewers", Who.SIGNED_IN),
    Row("DELETE", "/sessions/{session_id}/reviewers", Who.SIGNED_IN),
    Row("GET", "/sessions/{session_id}/exports/{fmt}", Who.SIGNED_IN),
    Row("POST", "/sessions/{session_id}/exports/{fmt}", Who.SIGNED_IN, largest=_table_bytes),
    Row("GET", "/sessions/{session_id}/files/{file_id}", Who.SIGNED_IN),
    Row("POST", "/sessions/{session_id}/fill", Who.SIGNED_IN, largest=_upload_bytes),
    # Threads. The values of a thread are its whole state.
    Row("POST", "/threads", Who.SIGNED_IN, rule=check_thread),
    Row("POST", "/threads/search", Who.TOKEN, rule=check_search),
    Row("POST", "/threads/count", Who.TOKEN, rule=check_search),
    Row("GET", "/threads/{thread_id}", Who.TOKEN),
    Row("GET", "/threads/{thread_id}/state", Who.TOKEN),
    Row("GET", "/threads/{thread_id}/state/{checkpoint_id}", Who.TOKEN),
    Row("POST", "/threads/{thread_id}/state/checkpoint", Who.TOKEN),
    Row("POST", "/threads/{thread_id}/history", Who.TOKEN, rule=check_history),
    # Runs. A run's record holds what was sent, which may be another marker's blind marks.
    Row("POST", "/threads/{thread_id}/runs", Who.SIGNED_IN, rule=check_run, largest=_run_bytes),
    Row("POST", "/threads/{thread_id}/runs/stream", Who.SIGNED_IN, rule=check_run, largest=_run_bytes),
    Row("POST", "/threads/{thread_id}/runs/wait", Who.TOKEN, rule=check_run, largest=_run_bytes),
    Row("GET", "/threads/{thread_id}/runs", Who.TOKEN, rule=check_runs),
    Row("GET", "/threads/{thread_id}/runs/{run_id}", Who.TOKEN),
    Row("GET", "/threads/{thread_id}/runs/{run_id}/join", Who.TOKEN),
    Row("GET", "/threads/{thread_id}/runs/{run_id}/stream", Who.SIGNED_IN, rule=check_join),
    Row("POST", "/threads/{thread_id}/runs/{run_id}/cancel", Who.SIGNED_IN, rule=check_cancel),
    Row("POST", "/runs", Who.TOKEN, rule=check_mock_exam_run, largest=_run_bytes),
    Row("POST", "/runs/stream", Who.TOKEN, rule=check_mock_exam_run, largest=_run_bytes),
    Row("POST", "/runs/wait", Who.TOKEN, rule=check_mock_exam_run, largest=_run_bytes),
    # Assistants: what graphs there are, and what they take.
    Row("POST", "/assistants/search", Who.SIGNED_IN),
    Row("POST", "/assistants/count", Who.SIGNED_IN),
    Row("GET", "/assistants/{assistant_id}", Who.SIGNED_IN),
    Row("GET", "/assistants/{assistant_id}/graph", Who.SIGNED_IN),
    Row("GET", "/assistants/{assistant_id}/schemas", Who.SIGNED_IN),
    # A session is deleted as a whole, through DELETE /sessions/{session_id}.
    Row("DELETE", "/threads/{thread_id}", Who.NOBODY),
    Row("POST", "/threads/prune", Who.NOBODY),
    Row("DELETE", "/threads/{thread_id}/runs/{run_id}", Who.NOBODY),
    # Writes past the graph: they would rewrite a person's decision, or leave a thread that no run can continue.
    Row("PATCH", "/threads/{thread_id}", Who.NOBODY),
    Row("POST", "/threads/{thread_id}/state", Who.NOBODY),
    Row("POST", "/threads/{thread_id}/copy", Who.NOBODY),
    Row("POST", "/threads/{thread_id}/commands", Who.NOBODY),
    # Reads that no client needs.
    Row("GET", "/threads/{thread_id}/history", Who.NOBODY),  # the SDKs ask for it with POST
    Row("GET", "/threads/{thread_id}/storage", Who.NOBODY),
    Row("GET", "/threads/{thread_id}/stream", Who.NOBODY),
    Row("POST", "/threads/{thread_id}/stream/events", Who.NOBODY),
    Row("GET", "/assistants/{assistant_id}/subgraphs", Who.NOBODY),
    Row("GET", "/assistants/{assistant_id}/subgraphs/{namespace}", Who.NOBODY),
    Row("POST", "/assistants/{assistant_id}/versions", Who.NOBODY),
    # Many runs at once, and runs at a time of day.
    Row("POST", "/runs/batch", Who.NOBODY),
    Row("POST", "/runs/cancel", Who.NOBODY),
    Row("POST", "/runs/crons", Who.NOBODY),
    Row("POST", "/runs/crons/search", Who.NOBODY),
    Row("POST", "/runs/crons/count", Who.NOBODY),
    Row("GET", "/runs/crons/{cron_id}", Who.NOBODY),
    Row("PATCH", "/runs/crons/{cron_id}", Who.NOBODY),
    Row("DELETE", "/runs/crons/{cron_id}", Who.NOBODY),
    Row("POST", "/threads/{thread_id}/runs/crons", Who.NOBODY),
    # The graphs are what they are.
    Row("POST", "/assistants", Who.NOBODY),
    Row("PATCH", "/assistants/{assistant_id}", Who.NOBODY),
    Row("DELETE", "/assistants/{assistant_id}", Who.NOBODY),
    Row("POST", "/assistants/{assistant_id}/latest", Who.NOBODY),
    # Barème does not use the platform's store.
    Row("PUT", "/store/items", Who.NOBODY),
    Row("GET", "/store/items", Who.NOBODY),
    Row("DELETE", "/store/items", Who.NOBODY),
    Row("POST", "/store/items/search", Who.NOBODY),
    Row("POST", "/store/namespaces", Who.NOBODY),
    # Other ways into the graphs, which pass none of these rules.
    Row("GET", "/mcp", Who.NOBODY),
    Row("POST", "/mcp", Who.NOBODY),
    Row("DELETE", "/mcp", Who.NOBODY),
    Row("GET", "/a2a/{assistant_id}", Who.NOBODY),
    Row("POST", "/a2a/{assistant_id}", Who.NOBODY),
    Row("DELETE", "/a2a/{assistant_id}", Who.NOBODY),
    Row("GET", "/a2a/{assistant_id}/", Who.NOBODY),
    Row("POST", "/a2a/{assistant_id}/", Who.NOBODY),
    Row("DELETE", "/a2a/{assistant_id}/", Who.NOBODY),
    Row("GET", "/a2a/{assistant_id}/.well-known/agent-card.json", Who.NOBODY),
    Row("GET", "/a2a/{assistant_id}/.well-known/agent.json", Who.NOBODY),
    Row("GET", "/.well-known/agent-card.json", Who.NOBODY),
    # What tells about the server, and what the platform opens while one develops.
    Row("GET", "/", Who.NOBODY),
    Row("GET", "/info", Who.NOBODY),
    Row("GET", "/metrics", Who.NOBODY),
    Row("GET", "/docs", Who.NOBODY),
    Row("GET", "/openapi.json", Who.NOBODY),
    Row("GET", "/ui/{file}", Who.NOBODY),
    Row("POST", "/ui/{graph_id}", Who.NOBODY),
    Row("GET", "/deploy", Who.NOBODY),
    Row("POST", "/deploy", Who.NOBODY),
    Row("GET", "/deploy/{deployment_id}/stream", Who.NOBODY),
    Row("GET", "/internal/debug/thread/{thread_id}", Who.NOBODY),
    Row("POST", "/internal/truncate", Who.NOBODY),
)


@dataclass(frozen=True)
class Decision:
    """What the table says about a request: its row, or the verbs that the path takes if it has none."""

    row: Row | None
    verbs: tuple[str, ...]


def decide(method: str, path: str) -> Decision:
    """Return what the table says about a verb of a path."""
    verb = "GET" if method == "HEAD" else method
    here = [row for row, pattern in _patterns() if pattern.fullmatch(path)]
    row = next((row for row in here if row.method == verb), None)
    return Decision(row, tuple(sorted({row.method for row in here if row.who is not Who.NOBODY})))


def params_of(row: Row, path: str) -> Mapping[str, str]:
    """Return the parameters in a path of the row; the id of a thread in the one form that everything is kept under."""
    found = next(pattern for other, pattern in _patterns() if other is row).fullmatch(path)
    params = found.groupdict() if found else {}
    with suppress(KeyError, ValueError):  # no id of a thread, which the platform says itself
        params["thread_id"] = str(UUID(params["thread_id"]))
    return params


@cache
def _patterns() -> tuple[tuple[Row, re.Pattern[str]], ...]:
    """Return the rows with the patterns of their paths, fixed paths before those with a parameter in the place."""
    ordered = sorted(ROWS, key=lambda row: row.path.count("{"))
    return tuple((row, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(row.path)))) for row in ordered)
