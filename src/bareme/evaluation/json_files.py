"""Read JSON files, with errors that name the place at fault."""

import json
import re
from pathlib import Path
from typing import Any

from bareme.errors import InvalidInput
from bareme.evaluation.refusals import refuse
from bareme.evaluation.tables import read_text
from bareme.translation import Message

_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_json_file(path: Path) -> Any:
    """Return the value in a file.

    Raises:
        InvalidInput: it is not JSON; the message names file and line.
    """
    text = read_text(path)
    try:
        return parse_json(text, lines=True)
    except InvalidInput as error:
        raise refuse(path, error.message) from None


def parse_json(text: str, *, lines: bool = False) -> Any:
    """Return the value of a JSON text; if `lines` is set, errors include the line number.

    Raises:
        InvalidInput: the text is not JSON, an object contains a name twice, or a string contains a lone surrogate,
            which cannot be encoded.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object)
        if _ESCAPED_HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        problem = Message("not JSON at character {column}: {reason}", column=error.colno, reason=error.msg)
        if lines:
            problem = Message("line {line}: {problem}", line=error.lineno, problem=problem)
        raise InvalidInput(problem) from None
    except RecursionError:
        raise InvalidInput("nested too deeply") from None
    except UnicodeEncodeError:
        raise InvalidInput("a string contains a lone surrogate") from None
    except InvalidInput:
        raise
    except ValueError:  # Python reads no whole number of thousands of digits
        raise InvalidInput("a number has too many digits") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, inner in pairs:
        if name in value:
            raise InvalidInput("the name {name!r} is repeated", name=name)
        value[name] = inner
    return value
