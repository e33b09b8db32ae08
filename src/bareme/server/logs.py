"""What a server writes into its log: ours and the platform's lines, without anything that a client or a model sent.

Names, file names, answers, keys and tokens come in as values: in the arguments of a line, in the message of an error,
in a path or a query. So a line's text is taken from the source code that wrote it, and of its values only those are
kept that cannot be a text of somebody's: numbers and identifiers. Of an error its class and the lines of code are kept.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType
from typing import Any, Literal

import structlog

from bareme.errors import BaremeError
from bareme.server.log_texts import text_logged_at
from bareme.server.problem_kinds import ProblemKind
from bareme.translation import is_translated

type LogFormat = Literal["console", "json"]

_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_ROUTE = re.compile(r"path='([^']*)'")
_HIDDEN = "…"
_PROCESSORS: list[Any] = [
    structlog.stdlib.filter_by_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.CallsiteParameterAdder(
        [structlog.processors.CallsiteParameter.PATHNAME, structlog.processors.CallsiteParameter.LINENO]
    ),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


def configure_logs(form: LogFormat) -> None:
    """Have every line of this process, also those of libraries, written without what others sent."""
    if structlog.is_configured():
        # Loggers that were used before keep the list itself.
        structlog.get_config()["processors"][:] = _PROCESSORS
    else:
        structlog.configure(
            _PROCESSORS, logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger
        )
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        handler.setFormatter(LogFormatter(form))
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_thread_error
    sys.unraisablehook = _log_unraisable


class LogFormatter(logging.Formatter):
    """Writes a record of the standard library or of structlog as one object, in JSON or for a terminal."""

    def __init__(self, form: LogFormat) -> None:
        super().__init__()
        self._render: Any = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if form == "json"
            else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: Mapping[str, Any] = record.msg if isinstance(record.msg, dict) else {}
        place = fields.get("pathname", record.pathname), fields.get("lineno", record.lineno)
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record, *place),
            **dict(_safe_fields(fields)),
        }
        error = fields.get("exc_info") or record.exc_info
        if record.name == "uvicorn.error" and record.levelno >= logging.ERROR:
            # It logs the traceback of an app that does not start as a text, while the error is being handled.
            error = error or sys.exc_info()
        if errors := _errors(error):
            line["errors"] = errors
        return str(self._render(None, record.levelname.lower(), line))


def _event(record: logging.LogRecord, path: str, number: int) -> str:
    """Return the text as it stands in the source code, with the arguments that may be shown."""
    text = text_logged_at(path, number)
    if text is not None and not text.replace("ms", "").strip("… "):  # the platform's line of a request: values alone
        return "request"
    if text is None:
        return f"{record.module}:{number}"
    if text != record.msg or not record.args:
        return text
    given = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return text % tuple(_shown(value) for value in given)
    except (TypeError, ValueError):
        return text


def _shown(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, BaremeError):
        return _described(value)
    if isinstance(value, ProblemKind):
        return value.name
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else _HIDDEN


def _safe_fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in fields.items():
        if name == "route":
            if found := _ROUTE.search(str(value)):
                yield name, found[1]
        elif name == "method":
            if value in _METHODS:
                yield name, value
        elif name not in {"lineno", "exc_info"} and (shown := _shown(value)) not in {None, _HIDDEN}:
            yield name, shown


def _errors(given: object) -> list[str]:
    """Return an error and what led to it: classes, texts of ours without their values, and lines of code."""
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    told: list[str] = []
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        told.append(f"{_described(error)} {_lines(error.__traceback__)}".strip())
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


def _described(error: BaseException) -> str:
    kind = type(error).__qualname__
    # The text without its values, unless it was put together elsewhere.
    text = error.message.id if isinstance(error, BaremeError) and is_translated(error.message) else ""
    return f"{kind}: {text}" if text else kind


def _lines(trace: TracebackType | None) -> str:
    frames = [(frame.f_code, number) for frame, number in walk_tb(trace)]
    return " > ".join(f"{_module(code.co_filename)}:{number} {code.co_name}" for code, number in frames)


def _module(path: str) -> str:
    """Return a file's place without the folders of this machine."""
    for folder in ("/site-packages/", "/src/", "/lib/"):
        if folder in path:
            return path.rpartition(folder)[2]
    return path.rpartition("/")[2]


def _log_thread_error(given: threading.ExceptHookArgs) -> None:
    logging.getLogger(__name__).error("a thread ended with an error", exc_info=given.exc_value)


def _log_unraisable(given: "sys.UnraisableHookArgs") -> None:
    logging.getLogger(__name__).error("an error could not be raised", exc_info=given.exc_value)
