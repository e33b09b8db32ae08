"""Show help and wrong usage in the requested language; Typer itself writes English."""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bareme.cli.exits import MISUSED, complain
from bareme.cli.help import translate_help, translate_typer
from bareme.cli.language import requested_language
from bareme.translation import SOURCE_LANGUAGE, Message, translator

_COMPLAINTS: tuple[tuple[str, Callable[..., Message]], ...] = (
    (
        r"Invalid value for (?P<where>.+?)(?: \(env var: '.+?'\))?: (?P<what>.+)",
        lambda where, what: Message("{option}: {problem}", option=where, problem=our_message(what) or what),
    ),
    (
        r"(?:file|path|dir|directory) '(?P<name>.*)' does not exist\.",
        lambda name: Message("there is no file “{name}”", name=name),
    ),
    (
        r"(?:file|path) '(?P<name>.*)' is a directory\.",
        lambda name: Message("“{name}” is a folder; a file is needed", name=name),
    ),
    (
        r"(?:dir|directory|path) '(?P<name>.*)' is a file\.",
        lambda name: Message("“{name}” is a file; a folder is needed", name=name),
    ),
    (
        r"(?:Value error, )?'(?P<given>.*)' is not one of (?P<known>.+)\.",
        lambda given, known: Message("“{given}” is not one of {known}", given=given, known=known),
    ),
    (r"Input should be a valid integer.*", lambda: Message("a whole number is needed")),
    (r"Input should be a valid number.*", lambda: Message("a number is needed")),
    (
        r"Input should be greater than or equal to (?P<least>.+)",
        lambda least: Message("at least {least} is needed", least=least),
    ),
    (
        r"Input should be less than or equal to (?P<most>.+)",
        lambda most: Message("at most {most} is allowed", most=most),
    ),
    (
        r"Missing (?:argument|option|parameter) (?P<name>'.+?')\.",
        lambda name: Message("{name} is missing", name=name),
    ),
    (
        r"Missing (?:argument|option|parameter) (?P<name>'.+?')\. Choose from:(?P<known>.+)",
        lambda name, known: Message("{name} is missing:{known}", name=name, known=known),
    ),
    (r"Missing command\.", lambda: Message("a command is missing")),
    (r"No such option: (?P<name>\S+)", lambda name: Message("there is no option {name}", name=name)),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.+)\)",
        lambda name, near: Message("there is no option {name}; perhaps {near}", name=name, near=near),
    ),
    (
        r"No such option: (?P<name>\S+) Did you mean (?P<near>.+?)\??",
        lambda name, near: Message("there is no option {name}; perhaps {near}", name=name, near=near),
    ),
    (r"No such command '(?P<name>.*?)'\.", lambda name: Message("there is no command “{name}”", name=name)),
    (
        r"No such command '(?P<name>.*?)'\. Did you mean (?P<near>.+?)\??",
        lambda name, near: Message("there is no command “{name}”; perhaps {near}", name=name, near=near),
    ),
    (
        r"Got unexpected extra arguments?\S* \((?P<given>.+)\)",
        lambda given: Message("too many arguments: {given}", given=given),
    ),
    (r"Option '(?P<name>.+)' requires an argument\.", lambda name: Message("{name} needs a value", name=name)),
)
"""Patterns of Typer's messages, and our equivalents."""


class Commands(TyperGroup):
    """The commands of `bareme`. Wrong usage is explained in the requested language and ends with exit code 2."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as Typer has it
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,
    ) -> Any:
        """Run the command line. In standalone mode, end the process, as Typer does."""
        language = requested_language(sys.argv[1:] if args is None else args)
        if language != SOURCE_LANGUAGE:
            t = translator(language)
            translate_help(self, t)
            translate_typer(self, t)
        rest = {"complete_var": complete_var, "windows_expand_args": windows_expand_args, **extra}
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **rest)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **rest)
        except TyperException as error:
            message = None if language == SOURCE_LANGUAGE else our_message(error.format_message())
            if message is None:
                from typer import rich_utils  # noqa: PLC0415 - slow to load, and rarely needed

                rich_utils.rich_format_error(error)  # type: ignore[arg-type]
                sys.exit(error.exit_code)
            context = getattr(error, "ctx", None)
            how = f"\n  {context.command_path} --help" if context else ""
            complain(translator(language)(message) + how, language)
            sys.exit(MISUSED)
        except typer.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def our_message(text: str) -> Message | None:
    """Return our message for one of Typer's, or None if it is unknown."""
    flat = " ".join(text.split())
    for pattern, message in _COMPLAINTS:
        if match := re.fullmatch(pattern, flat):
            return message(**match.groupdict())
    return None
