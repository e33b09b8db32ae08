"""Help in the reader's language: Typer holds the English texts, which are translated before they are shown."""

from collections.abc import Callable

from typer._click import Command, Parameter


def translate_help(command: Command, translate: Callable[[str], str]) -> None:
    """Replace every help text of a command, of its parameters and of the commands below it."""
    owners: list[Command | Parameter] = [command, *command.params]
    for owner in owners:
        for name in ("help", "short_help", "epilog"):
            if text := getattr(owner, name, None):
                setattr(owner, name, translate(text))
    for below in getattr(command, "commands", {}).values():
        translate_help(below, translate)
