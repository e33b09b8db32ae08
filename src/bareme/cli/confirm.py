"""Asking the teacher whether to go ahead."""

from bareme.cli.exits import complain
from bareme.cli.screen import Screen

YES = {"o", "oui", "y", "yes"}


def confirmed(screen: Screen) -> bool:
    """Whether the teacher says yes in so many words. Else, or with nobody there, she is told that nothing changed."""
    try:
        agreed = screen.ask(screen.t("Go ahead? (y/n)")).lower() in YES
    except EOFError:
        complain(screen.t("nobody is there to answer, so nothing was changed: confirm with --yes"), screen.language)
        return False
    if not agreed:
        screen.print(screen.t("Nothing was changed."))
    return agreed
