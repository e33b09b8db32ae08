"""What Typer finds wrong with a command line, told in French to whoever has not asked for English."""

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bareme.cli.exits import MISUSED, complain

_FRENCH: tuple[tuple[str, str], ...] = (
    (r"Invalid value for (?P<where>.+?): (?P<what>.+)", "{where} : {what}"),
    (r"(?:file|path|dir|directory) '(?P<name>.*)' does not exist\.", "il n'y a pas de fichier « {name} »"),
    (r"(?:file|path) '(?P<name>.*)' is a directory\.", "« {name} » est un dossier, il faut un fichier"),
    (r"(?:dir|directory|path) '(?P<name>.*)' is a file\.", "« {name} » est un fichier, il faut un dossier"),
    (r"(?:Value error, )?'(?P<given>.*)' is not one of (?P<known>.+)\.", "« {given} » n'est pas l'un de {known}"),
    (r"Input should be a valid integer.*", "il faut un nombre entier"),
    (r"Input should be a valid number.*", "il faut un nombre"),
    (r"Input should be greater than or equal to (?P<least>.+)", "il faut {least} au moins"),
    (r"Input should be less than or equal to (?P<most>.+)", "il faut {most} au plus"),
    (r"Missing (?:argument|option|parameter) (?P<name>'.+?')\.", "il manque {name}"),
    (r"Missing (?:argument|option|parameter) (?P<name>'.+?')\. Choose from:(?P<known>.+)", "il manque {name} :{known}"),
    (r"Missing command\.", "il manque une commande"),
    (r"No such option: (?P<name>\S+)", "il n'y a pas d'option {name}"),
    (
        r"No such option: (?P<name>\S+) (?:\(Possible options: (?P<near>.+)\)|Did you mean (?P<near2>.+?)\??)",
        "il n'y a pas d'option {name} ; peut-être {near}",
    ),
    (r"No such command '(?P<name>.*?)'\.", "il n'y a pas de commande « {name} »"),
    (
        r"No such command '(?P<name>.*?)'\. Did you mean (?P<near>.+?)\??",
        "il n'y a pas de commande « {name} » ; peut-être {near}",
    ),
    (r"Got unexpected extra arguments?\S* \((?P<given>.+)\)", "de trop : {given}"),
    (r"Option '(?P<name>.+)' requires an argument\.", "{name} demande une valeur"),
)


class Commands(TyperGroup):
    """The commands of `bareme`. Wrong usage ends with exit code 2, in the language that was asked for."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as Typer has it
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,
    ) -> Any:
        """Run the command line, and end the process in standalone mode, as Typer's own does."""
        rest = {"complete_var": complete_var, "windows_expand_args": windows_expand_args, **extra}
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **rest)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **rest)
        except TyperException as error:
            told = (
                ""
                if speaks_english(list(sys.argv[1:] if args is None else args))
                else in_french(error.format_message())
            )
            if not told:
                rich_utils.rich_format_error(error)  # type: ignore[arg-type]
                sys.exit(error.exit_code)
            context = getattr(error, "ctx", None)
            help_ = f"\n  {context.command_path} --help" if context else ""
            complain(told + help_, "fr")
            sys.exit(MISUSED)
        except typer.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def in_french(message: str) -> str:
    """Return what Typer says, in French; "" where it says what is not known here."""
    text = " ".join(message.split())
    for pattern, french in _FRENCH:
        if match := re.fullmatch(pattern, text):
            parts = {name: value for name, value in match.groupdict().items() if value is not None}
            if "what" in parts:
                parts["what"] = in_french(parts["what"]) or parts["what"]
            if "near2" in parts:
                parts["near"] = parts["near2"]
            return french.format(**parts)
    return ""


def speaks_english(given: Sequence[str] = ()) -> bool:
    """Whether a command line asks for English or, where it asks for nothing, the environment does."""
    for position, text in enumerate(given):
        if text.startswith("--language"):
            return "en" in (text.partition("=")[2], *given[position + 1 : position + 2])
    return os.environ.get("BAREME_LANGUAGE") == "en"
