"""The texts of log lines as they stand in the source code, where no value is in them yet."""

import ast
from functools import cache
from pathlib import Path

_LOGGING = {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "msg"}
_LOGGING |= {f"a{name}" for name in _LOGGING}


def text_logged_at(path: str, line: int) -> str | None:
    """Return the text of the logging call that covers a line, with … for the values in an f-string.

    None if there is none, or if its text is not a literal.
    """
    return _texts(path).get(line)


@cache
def _texts(path: str) -> dict[int, str]:
    """Return the texts of all logging calls in a file, by each of their lines."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    texts: dict[int, str] = {}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _LOGGING:
            literals = [text for argument in call.args if (text := _literal(argument)) is not None]
            if literals:
                lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)
                texts.update(dict.fromkeys(lines, literals[0]))
    return texts


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None
