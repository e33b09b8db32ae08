"""Asking the teacher for the scale: one that was found, or one typed in shorthand."""

from bareme.cli.screen import Screen
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import InvalidShorthand
from bareme.graphs.interrupts import ConfirmScale
from bareme.graphs.state import Json

_YES = {"", "o", "oui", "y", "yes"}
_STOP = {"q", "quit", "quitter", "n", "non", "no"}


def first_complete(found: ConfirmScale) -> int | None:
    """Return the best candidate that can be graded by, None where none can."""
    return next((index for index, shorthand in enumerate(found.shorthands) if shorthand), None)


def ask_scale(screen: Screen, found: ConfirmScale) -> Json | None:
    """Return the teacher's answer to the interrupt, None where she stops here.

    Raises:
        EOFError: there is nobody to answer.
    """
    best = first_complete(found)
    screen.print(found.message)
    while True:
        typed = screen.ask(screen.text("enter_scale" if best is None else "confirm", number=(best or 0) + 1))
        if typed.lower() in _STOP:
            return None
        if typed.lower() in _YES:
            if best is not None:
                return {"candidate": best}
            continue
        if typed.isdecimal():
            # A number that no candidate has is refused by the graph, which says so.
            return {"candidate": max(int(typed) - 1, 0)}
        try:
            parse_shorthand(typed)
        except InvalidShorthand as error:
            screen.say("scale_refused", style="red", reason=str(error))
            continue
        return {"scheme": typed}
