"""Translate help texts before they are shown."""

from collections.abc import Callable
from typing import Any

from typer._click import Command, Parameter

from bareme.translation import Message, Translator

_TITLES = {
    "ARGUMENTS_PANEL_TITLE": Message("Arguments"),
    "OPTIONS_PANEL_TITLE": Message("Options"),
    "COMMANDS_PANEL_TITLE": Message("Commands"),
    "DEFAULT_STRING": Message("[default: {value}]", value="{}"),
    "ENVVAR_STRING": Message("[env var: {value}]", value="{}"),
    "REQUIRED_LONG_STRING": Message("[required]"),
}
"""Typer's own words, by their names in `typer.rich_utils`."""


def translate_help(command: Command, translate: Callable[[str], str]) -> None:
    """Replace every help text of a command, of its parameters and of the commands below it.

    The examples of a command are its epilog. Only their heading is translated.
    """
    owners: list[Command | Parameter] = [command, *command.params]
    for owner in owners:
        for name in ("help", "short_help"):
            if text := getattr(owner, name, None):
                setattr(owner, name, translate(text))
    if epilog := getattr(command, "epilog", None):
        marker, heading, *examples = epilog.split("\n")
        setattr(command, "epilog", "\n".join([marker, translate(heading), *examples]))  # noqa: B010
    for below in getattr(command, "commands", {}).values():
        translate_help(below, translate)


def translate_typer(command: Command, t: Translator) -> None:
    """Translate what Typer itself writes around the help texts of a command and of those below it."""
    _translate_frame(command, t)


def _translate_frame(command: Any, t: Translator) -> None:
    usage, help_option, format_help = command.get_usage, command.get_help_option, command.format_help

    def translated_usage(context: Any) -> str:
        text: str = usage(context)
        return text.replace("Usage:", t("Usage:"), 1).replace("[OPTIONS]", t("[OPTIONS]"), 1)

    def translated_help_option(context: Any) -> Any:
        option = help_option(context)
        if option is not None:
            option.help = t("Show this message and exit.")
        return option

    def translated_help(context: Any, formatter: Any) -> None:
        from typer import rich_utils  # noqa: PLC0415 - it takes as long to load as the rest of the command line

        for name, title in _TITLES.items():
            setattr(rich_utils, name, t(title))
        format_help(context, formatter)

    command.get_usage, command.get_help_option = translated_usage, translated_help_option
    command.format_help = translated_help
    for below in getattr(command, "commands", {}).values():
        _translate_frame(below, t)
