"""Read and write marking schemes as JSON or CSV files, without loss."""

import json
from enum import StrEnum
from pathlib import PurePath

from pydantic import ValidationError

from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme
from bareme.errors import InvalidInput
from bareme.exports.scheme_reader import read_scheme_csv
from bareme.exports.scheme_writer import write_scheme_csv
from bareme.validation import faults_of


class SchemeFormat(StrEnum):
    """How a scheme is written; the value is the file's ending."""

    JSON = "json"
    CSV = "csv"


def scheme_format(name: str) -> SchemeFormat | None:
    """Return the format of the scheme file `name`, or None if its extension is unknown."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    return SchemeFormat(ending) if ending in SchemeFormat else None


def write_scheme(scheme: GradingScheme, fmt: SchemeFormat, language: Language) -> bytes:
    """Return the scheme as a file; a CSV has the titles, separators and decimal sign of `language`."""
    if fmt is SchemeFormat.CSV:
        return write_scheme_csv(scheme, language)
    return scheme.model_dump_json(indent=2).encode()


def read_scheme(data: bytes, fmt: SchemeFormat) -> GradingScheme:
    """Return the scheme of a file.

    Raises:
        InvalidInput: it holds none; the message names the place.
    """
    return read_scheme_csv(data) if fmt is SchemeFormat.CSV else _read_json(data)


def _read_json(data: bytes) -> GradingScheme:
    try:
        return GradingScheme.model_validate(json.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise InvalidInput("the file is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(
            "line {line}, column {column}: this is not JSON ({problem})",
            line=error.lineno,
            column=error.colno,
            problem=error.msg,
        ) from None
    except RecursionError:
        raise InvalidInput("the file is nested too deeply") from None
    except ValidationError as error:
        raise InvalidInput(faults_of(error)[0].message_with_key) from None
