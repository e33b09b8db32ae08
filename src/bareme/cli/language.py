"""The language of a command: `--language`, else BAREME_LANGUAGE, else French."""

import os
from collections.abc import Sequence

import typer

from bareme.translation import languages

type Language = str
"""The code of a language that has a catalogue, or "en". As `bareme.domain.points.Language`, without Pydantic."""

DEFAULT_LANGUAGE = "fr"


def language_option(help_: str) -> typer.models.OptionInfo:
    """Return the option `--language`."""
    choices = f"[{'|'.join(languages())}]"
    option: typer.models.OptionInfo = typer.Option(
        envvar="BAREME_LANGUAGE", metavar=choices, parser=_read_language, help=help_
    )
    return option


def _read_language(text: str) -> Language:
    if text not in languages():
        known = ", ".join(repr(language) for language in languages())
        raise typer.BadParameter(f"{text!r} is not one of {known}.")
    return text


def requested_language(arguments: Sequence[str] = ()) -> Language:
    """Return the language of a command line that is not parsed yet, for help and wrong usage."""
    requested = os.environ.get("BAREME_LANGUAGE")
    for position, argument in enumerate(arguments):
        if argument.startswith("--language"):
            values = [argument.partition("=")[2], *arguments[position + 1 : position + 2]]
            requested = next((value for value in values if value in languages()), requested)
            break
    return requested if requested in languages() else DEFAULT_LANGUAGE
