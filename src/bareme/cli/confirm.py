"""Ask the teacher for confirmation."""

from bareme.cli.exits import complain
from bareme.cli.screen import Screen

YES = {"o", "oui", "y", "yes"}
QUIT = {"q", "quit", "quitter"}
UNDO = {"u", "undo", "annuler"}


def confirmed(screen: Screen) -> bool:
    """Ask whether to go ahead. Unless the answer is yes, say that nothing was changed."""
    try:
        agreed = screen.ask(screen.t("Go ahead? (y/n)")).lower() in YES
    except EOFError:
        complain(screen.t("nobody is there to answer, so nothing was changed: confirm with --yes"), screen.language)
        return False
    if not agreed:
        screen.print(screen.t("Nothing was changed."))
    return agreed
