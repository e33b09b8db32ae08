"""What a server writes into its log."""

import io
import json
import logging
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
import structlog
import uvicorn
from starlette.applications import Starlette
from uvicorn.lifespan.on import LifespanOn

from bareme.errors import InvalidInput
from bareme.server.logs import LogFormatter, configure_logs

NAME, KEY = "Zoé Canari", "sk-canary-42"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs while it is configured as a server's is."""
    root, written = logging.getLogger(), io.StringIO()
    kept = root.handlers[:], threading.excepthook, structlog.get_config()
    root.handlers[:] = [logging.StreamHandler(written)]
    configure_logs("json")
    yield written
    root.handlers[:], threading.excepthook = kept[0], kept[1]
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def fail_with_names() -> None:
    marks: dict[str, int] = {}
    try:
        marks[NAME] += 1
    except KeyError as error:
        raise InvalidInput("there is no copy {copy_id!r}", copy_id=KEY) from error


async def test_an_app_that_does_not_start_says_why_without_a_value(log: io.StringIO) -> None:
    @asynccontextmanager
    async def fail(_: object) -> AsyncIterator[None]:
        fail_with_names()
        yield

    config = uvicorn.Config(Starlette(lifespan=fail), lifespan="on", log_config=None)
    await LifespanOn(config).startup()
    assert NAME not in log.getvalue()
    assert KEY not in log.getvalue()
    (told,) = [line["errors"] for line in lines(log) if "errors" in line]
    assert told[0].startswith("InvalidInput: there is no copy {copy_id!r} ")


def test_d_no_line_holds_a_value_of_anybody(log: io.StringIO) -> None:
    plain, structured = logging.getLogger("library"), structlog.stdlib.get_logger("platform")
    identity = str(uuid4())
    plain.warning("could not read %s of %d", NAME, 3)
    plain.warning(f"computed {NAME} {KEY}")
    plain.warning("".join(["put together ", NAME]))
    structured.warning(
        f"GET {NAME} {404}",
        path=f"/documents/{NAME}",
        query_string=f"key={KEY}",
        route="Route(path='/documents/{document_id}', name='x')",
        method="GET",
        status=404,
        run_id=identity,
        req_header={"x": KEY},
        error_detail=NAME,
    )
    for fail in (plain.exception, structured.exception):
        try:
            fail_with_names()
        except InvalidInput:
            fail("Background run failed")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(NAME, UserWarning, stacklevel=1)
    thread = threading.Thread(target=fail_with_names)
    thread.start()
    thread.join()
    for canary in (NAME, json.dumps(NAME)[1:-1], KEY):
        assert canary not in log.getvalue()
    events = [line["event"] for line in lines(log)]
    assert events[:2] == ["could not read … of 3", "computed … …"]
    assert "put together" not in str(events[2])
    access = lines(log)[3]
    assert {name: access[name] for name in ("event", "route", "method", "status", "run_id")} == {
        "event": "GET … …",
        "route": "/documents/{document_id}",
        "method": "GET",
        "status": 404,
        "run_id": identity,
    }
    for failed in lines(log)[4:6]:
        first, second = failed["errors"]
        assert first.startswith("InvalidInput: there is no copy {copy_id!r} ")
        assert "fail_with_names" in first
        assert second.startswith("KeyError ")
    assert str(lines(log)[-1]["errors"]).count("fail_with_names")


async def test_d_a_line_of_an_asynchronous_logger_has_its_text(log: io.StringIO) -> None:
    logger = structlog.stdlib.get_logger("platform")
    try:
        fail_with_names()
    except InvalidInput as error:
        await logger.aexception(f"Background run failed. Exception: {type(error)}({error})", exc_info=error)
    (line,) = lines(log)
    assert line["event"] == "Background run failed. Exception: …(…)"
    assert "errors" in line


def test_a_terminal_shows_the_same() -> None:
    record = logging.LogRecord("library", logging.INFO, __file__, 1, NAME, (), None)
    assert NAME not in LogFormatter("console").format(record)
