"""Read JSON files, with errors that name the place at fault."""

import json
import re
from pathlib import Path
from typing import Any

from bareme.errors import InvalidInput
from bareme.evaluation.refusals import refuse
from bareme.evaluation.tables import read_text

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
        raise refuse(path, str(error), error.explain("fr")) from None


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
        line, ligne = (
            f"{word} {error.lineno}{colon} " if lines else "" for word, colon in (("line", ":"), ("ligne", " :"))
        )
        raise InvalidInput(
            f"{line}no JSON at character {error.colno}: {error.msg}",
            french=f"{ligne}pas du JSON au caractère {error.colno}",
        ) from None
    except RecursionError:
        raise InvalidInput("nested too deeply", french="trop d’imbrications") from None
    except UnicodeEncodeError:
        raise InvalidInput(
            "half a character in a text (a lone surrogate)", french="un demi-caractère dans un texte (surrogate isolé)"
        ) from None
    except InvalidInput:
        raise
    except ValueError:  # Python limits the number of digits of an integer
        raise InvalidInput("a number has too many digits", french="un nombre a trop de chiffres") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, inner in pairs:
        if name in value:
            raise InvalidInput(f"{name!r} is there twice", french=f"{name!r} est en double")
        value[name] = inner
    return value
