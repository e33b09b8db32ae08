"""JSON files, refused with the line at fault."""

import json
from pathlib import Path
from typing import Any

from bareme.evaluation.refusals import refuse
from bareme.evaluation.tables import read_text


def read_json_file(path: Path) -> Any:
    """Return the value in a file.

    Raises:
        InvalidInput: it is no JSON; the message names file and line.
    """
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise refuse(path, f"line {error.lineno}: {error.msg}", f"ligne {error.lineno} : {error.msg}") from None
