"""What a client may ask for when it creates a thread or a run; everything else is refused by name.

The platform's options reach past the graph: `command.update` and `goto` write a state that no node checked, a webhook
calls any address, an older `checkpoint` takes decisions back, breakpoints leave a thread where no client expects it.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem
from bareme.server.request_body import Sent
from bareme.server.run_queue import refuse_long_queue
from bareme.server.stream_modes import check_modes
from bareme.server.thread_checks import have_it_wait, is_invited, require_begun, require_own, require_same_graph
from bareme.translation import Message

MOCK_EXAM = "graph_mock_exam"
_METADATA_BYTES = 4_000
"""The platform repeats the metadata in every checkpoint."""

_MOST_CHECKPOINTS, _MOST_SESSIONS, _MOST_THREADS = 20, 20, 1_000
"""That one answer holds."""

_THREAD = frozenset({"thread_id", "metadata", "if_exists"})
_SEARCH = frozenset({"ids", "metadata", "status", "limit", "offset", "sort_by", "sort_order", "select", "extract"})
_RUN = frozenset(
    {"assistant_id", "input", "command", "context", "config", "metadata", "stream_mode", "stream_subgraphs"}
    | {"stream_resumable", "on_disconnect", "on_completion", "multitask_strategy", "if_not_exists", "durability"}
)
_CONFIGURED = frozenset({"thread_id", "run_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map"})
_RESERVED = ("langgraph_", "__")
"""Of the configuration: what a server takes for its own word on who runs, and on what."""

_VALUES: Mapping[str, Collection[object]] = {
    # The others lose what was decided or paid: `rollback` deletes checkpoints, `exit` writes none before the end.
    "multitask_strategy": ("reject", "enqueue", "interrupt"),
    "durability": ("async", "sync"),
    # A thread comes from POST /threads, where its id is checked.
    "if_not_exists": ("reject",),
}


async def check_thread(sent: Sent) -> None:
    """Refuse a new thread with options beyond its id and metadata: `supersteps` would write its state."""
    _allow_only(sent.body, _THREAD, "")
    _check_metadata(sent.body)
    if sent.caller.through == "cookie" and sent.body.get("if_exists") not in {None, "raise"}:
        raise _refused("if_exists")  # the answer would be the thread that there is, with its whole state


async def check_search(sent: Sent) -> None:
    """Refuse a search of threads by their state: of values that are no texts the platform makes a fault."""
    _allow_only(sent.body, _SEARCH, "")
    # Whole sessions have megabytes each.
    named = sent.body.get("select")
    whole = "values" in named if isinstance(named, list) and named else True
    _check_limit(sent.body, _MOST_SESSIONS if whole else _MOST_THREADS)


async def check_history(sent: Sent) -> None:
    """Refuse to hand out more checkpoints at once than a client looks at: each holds the whole state."""
    _check_limit(sent.body, _MOST_CHECKPOINTS)
    if isinstance(before := sent.body.get("before"), Mapping):
        _object(before, "configurable")


async def check_runs(sent: Sent) -> None:
    """Refuse to list the runs of another's thread: aegra would show an empty list."""
    await require_own(sent.params["thread_id"], sent.caller)


async def check_run(sent: Sent) -> None:
    """Refuse a run on a thread with options beyond what a client needs, or with nothing to do."""
    await _check_options(sent)
    if sent.body.get("multitask_strategy") == "interrupt" and await is_invited(sent.caller, sent.params["thread_id"]):
        raise _refused("multitask_strategy")  # it would stop a run of the owner's
    await require_same_graph(sent.params["thread_id"], sent.body.get("assistant_id"))
    command = sent.body.get("command")
    if command:
        _check_command(command, sent.body.get("input"))
    if command or sent.body.get("input") is None:
        await require_begun(sent.params["thread_id"])
    if command:
        await have_it_wait(sent.params["thread_id"])
    await refuse_long_queue(sent.params["thread_id"])


async def check_mock_exam_run(sent: Sent) -> None:
    """Refuse a run without a thread that is not a mock exam: a grading session is nothing without its thread."""
    if sent.body.get("assistant_id") != MOCK_EXAM:
        message = Message("without a thread only {graph} can be run: create a thread first", graph=MOCK_EXAM)
        raise Problem(422, kinds.OPTION_REFUSED, message, option="assistant_id")
    if sent.body.get("command"):
        raise _refused("command")
    await _check_options(sent)


async def check_cancel(sent: Sent) -> None:
    """Refuse to roll a run back: its checkpoints would go, and with them what was decided and paid."""
    if sent.query.get("action", "interrupt") != "interrupt":
        raise _refused("action=rollback")


async def _check_options(sent: Sent) -> None:
    _allow_only(sent.body, _RUN, "")
    for option, values in _VALUES.items():
        given = sent.body.get(option)
        if given is not None and given not in values:
            message = Message("{option}: choose from {values}", option=option, values=[repr(value) for value in values])
            raise Problem(422, kinds.OPTION_REFUSED, message, option=option)
    config = _object(sent.body, "config")
    if config.get("max_concurrency") is not None:
        message = Message("a run may not set {option}: it would lose finished copies", option="max_concurrency")
        raise Problem(422, kinds.OPTION_REFUSED, message, option="config.max_concurrency")
    _allow_only(config, {"configurable"}, "config.")
    _allow_only(_object(config, "configurable"), {"model"}, "config.configurable.")
    for name in _object(sent.body, "context"):  # the platform copies it into the configuration of the run
        if name in _CONFIGURED or name.startswith(_RESERVED):
            raise _refused(f"context.{name}"[:_LONGEST_NAME])
    _check_metadata(sent.body)
    await check_modes(sent.body.get("stream_mode"), sent.caller, sent.params.get("thread_id", ""))


def _check_command(command: object, given: object) -> None:
    if not isinstance(command, Mapping):
        raise Problem(422, kinds.INVALID_INPUT, Message("{field} must be an object", field="command"))
    _allow_only(command, {"resume"}, "command.")
    if not command.get("resume"):
        message = Message("the answer in {field} is empty: it would do nothing", field="command.resume")
        raise Problem(422, kinds.INVALID_INPUT, message, option="command.resume")
    if given is not None:
        message = Message(
            "send either {first} or {second}: the other one would be ignored", first="input", second="command"
        )
        raise Problem(422, kinds.OPTION_REFUSED, message, option="input")


def _check_limit(body: Mapping[str, Any], most: int) -> None:
    given = body.get("limit")
    if isinstance(given, int | float) and given > most:
        message = Message(
            "{option} is at most {limit} here: ask for the others with offset or before", option="limit", limit=most
        )
        raise Problem(422, kinds.OPTION_REFUSED, message, option="limit", limit=most)


def _check_metadata(body: Mapping[str, Any]) -> None:
    if len(json.dumps(_object(body, "metadata"))) > _METADATA_BYTES:
        message = Message("{field} has at most {limit} characters of JSON", field="metadata", limit=_METADATA_BYTES)
        raise Problem(422, kinds.INVALID_INPUT, message, option="metadata", limit=_METADATA_BYTES)


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = body.get(name)
    if given is not None and not isinstance(given, Mapping):
        raise Problem(422, kinds.INVALID_INPUT, Message("{field} must be an object", field=name))
    return given or {}


def _allow_only(given: Mapping[str, Any], names: Collection[str], place: str) -> None:
    """Refuse options that are not in `names`. One that is off (null, false, empty) asks for nothing."""
    for name, value in given.items():
        if name not in names and not (value is None or value is False or value in ("", [], {})):
            raise _refused(f"{place}{name}"[:_LONGEST_NAME])


_LONGEST_NAME = 100


def _refused(option: str) -> Problem:
    message = Message("a client may not set {option!r}", option=option)
    return Problem(422, kinds.OPTION_REFUSED, message, option=option)
