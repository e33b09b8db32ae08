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
        if best is None:
            question = screen.t("Scale (“Q1: 5, Q2: 3, Ex 2.a = 2.5”), or q to stop here:")
        else:
            question = screen.t(
                "Enter to grade with scale {number}, the number of another scale, a scale in "
                "shorthand, or q to stop here:",
                number=best + 1,
            )
        typed = screen.ask(question)
        if typed.lower() in _STOP:
            return None
        if not typed or typed.lower() in YES:
            if best is not None:
                return {"candidate": best}
            continue
        fault = _fault(screen, found, typed)
        if not fault:
            return {"candidate": int(typed) - 1} if typed.isdecimal() else {"scheme": typed}
        screen.print(screen.t("This scale cannot be used: {reason}", reason=fault), style="red")


def _fault(screen: Screen, found: ConfirmScale, typed: str) -> str:
    """Return what is wrong with a number or a shorthand, or ""."""
    if typed.isdecimal():
        if not 1 <= int(typed) <= len(found.candidates):
            return screen.t("there is no scale {number}", number=typed)
        if not found.shorthands[int(typed) - 1]:
            return screen.t("scale {number} has questions without points: type it in shorthand", number=typed)
        return ""
    try:
        parse_shorthand(typed)
    except InvalidShorthand as error:
        return error.explain(screen.language)
    return ""
