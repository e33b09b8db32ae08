"""Asking the teacher whether to go ahead."""

from bareme.cli.exits import complain
from bareme.cli.screen import Screen

YES = {"o", "oui", "y", "yes"}


def confirmed(screen: Screen) -> bool:
    """Whether the teacher says yes in so many words. Else, or with nobody there, she is told that nothing changed."""
    try:
        agreed = screen.ask(screen.text("go_ahead")).lower() in YES
    except EOFError:
        complain(screen.text("nobody_confirms"), screen.language)
        return False
    if not agreed:
        screen.say("nothing_changed")
    return agreed
