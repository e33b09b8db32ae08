"""Asking the teacher for the scale: one that was found, or one typed in shorthand."""

from bareme.cli.confirm import YES
from bareme.cli.screen import Screen
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import InvalidShorthand
from bareme.graphs.interrupts import ConfirmScale
from bareme.graphs.state import Json

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
    if not found.error:
        screen.print(found.message)
    while True:
        typed = screen.ask(screen.text("enter_scale" if best is None else "confirm", number=(best or 0) + 1))
        if typed.lower() in _STOP:
            return None
        if not typed or typed.lower() in YES:
            if best is not None:
                return {"candidate": best}
            continue
        fault = _fault(screen, found, typed)
        if not fault:
            return {"candidate": int(typed) - 1} if typed.isdecimal() else {"scheme": typed}
        screen.say("scale_refused", style="red", reason=fault)


def _fault(screen: Screen, found: ConfirmScale, typed: str) -> str:
    """Return what is wrong with a number or a shorthand, "" where nothing is."""
    if typed.isdecimal():
        if not 1 <= int(typed) <= len(found.candidates):
            return screen.text("no_such_scale", number=typed)
        return "" if found.shorthands[int(typed) - 1] else screen.text("incomplete_scale", number=typed)
    try:
        parse_shorthand(typed)
    except InvalidShorthand as error:
        return error.explain(screen.language)
    return ""
