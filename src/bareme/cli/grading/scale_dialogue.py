"""Asking the teacher about scale and copies, until she confirms them. Every change is shown before it is taken."""

import sys
from collections.abc import Sequence

from bareme.cli.confirm import YES
from bareme.cli.display.proposal import show_proposal
from bareme.cli.screen import Screen, percent
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import InvalidInput, InvalidShorthand
from bareme.graphs.interrupts import ConfirmScale
from bareme.graphs.state import Json
from bareme.settings import get_settings
from bareme.translation import Message

_STOP = {"q", "quit", "quitter", "n", "non", "no"}


class ScaleDialogue:
    """The answers to the interrupt `confirm_scale` of one session.

    `edits` are sent first: parts of a ScaleConfirmation. With `yes` nothing is asked; `scheme_given` says that the
    scale is the teacher's own.
    """

    def __init__(
        self, screen: Screen, session_id: str, edits: Sequence[Json], *, yes: bool, scheme_given: bool
    ) -> None:
        self.screen = screen
        self.session_id = session_id
        self.yes = yes
        self.scheme_given = scheme_given
        self._edits = list(edits)
        self._editing = False
        """Whether the last answer was one of these edits."""

    def answer(self, found: ConfirmScale) -> Json | None:
        """Return the answer to the interrupt, or None if the teacher stops here.

        Raises:
            InvalidInput: an answer that was not typed is refused, or no scale may be taken without asking.
            EOFError: there is nobody to answer.
        """
        if found.error and (self.yes or self._editing):
            raise InvalidInput(found.error)
        self._editing = bool(self._edits)
        if self._edits:
            return {"confirm": False, **self._edits.pop(0)}
        t = self.screen.t
        if found.error:
            self.screen.print(t("Refused: {reason}", reason=found.error), style="red")
        else:
            title = t("Session {session_id}: {name}", session_id=self.session_id, name=found.session_name)
            self.screen.print(title, style="bold")
            show_proposal(self.screen, found)
        if self.yes:
            return {"candidate": self._best_if_sure(found)}
        try:
            return self._ask(found)
        except EOFError:
            # With a scale of her own, and nobody at a terminal to look at it again, there is nothing left to decide.
            if self.scheme_given and not found.error and not sys.stdin.isatty():
                return {"candidate": 0}
            raise

    def _best_if_sure(self, found: ConfirmScale) -> int:
        """Return the best scale.

        Raises:
            InvalidInput: there is none, or it was read with too little confidence to be taken without asking.
        """
        best, needed = _first_complete(found), get_settings().scale_confidence
        way_out = Message(
            "Look at it, or give the scale yourself:\n"
            "  bareme resume {session_id}\n"
            '  bareme resume {session_id} --scheme "Q1: 5, Q2: 3"',
            session_id=self.session_id,
        )
        if best is None:
            raise InvalidInput("no complete scale was found. {way_out}", way_out=way_out)
        confidence = found.candidates[best].confidence
        if confidence < needed:
            raise InvalidInput(
                "the scale was read with a confidence of {confidence}, and {option} takes none below {needed}. "
                "{way_out}",
                confidence=percent(confidence, self.screen.t),
                needed=percent(needed, self.screen.t),
                option="--yes",
                way_out=way_out,
            )
        return best

    def _ask(self, found: ConfirmScale) -> Json | None:
        t, best = self.screen.t, _first_complete(found)
        if not found.error:
            self.screen.print(found.message)
        while True:
            if best is None:
                question = t("Scale (“Q1: 5, Q2: 3, Ex 2.a = 2.5”), or q to stop here:")
            else:
                question = t(
                    "Enter to grade with scale {number}, the number of another scale, a scale in "
                    "shorthand, or q to stop here:",
                    number=best + 1,
                )
            typed = self.screen.ask(question)
            if typed.lower() in _STOP:
                return None
            if not typed or typed.lower() in YES:
                if best is not None:
                    return {"candidate": best}
                continue
            fault = self._fault(found, typed)
            if not fault:
                return {"candidate": int(typed) - 1} if typed.isdecimal() else _typed_scale(typed)
            self.screen.print(t("This scale cannot be used: {reason}", reason=fault), style="red")

    def _fault(self, found: ConfirmScale, typed: str) -> str:
        """Return what is wrong with a number or a shorthand, or ""."""
        t = self.screen.t
        if typed.isdecimal():
            if not 1 <= int(typed) <= len(found.candidates):
                return t("there is no scale {number}", number=typed)
            if not found.shorthands[int(typed) - 1]:
                return t("scale {number} has questions without points: type it in shorthand", number=typed)
            return ""
        try:
            parse_shorthand(typed.removeprefix("="))
        except InvalidShorthand as error:
            return error.explain(self.screen.language)
        return ""


def _first_complete(found: ConfirmScale) -> int | None:
    """Return the best candidate that can be graded by, None where none can."""
    return next((index for index, shorthand in enumerate(found.shorthands) if shorthand), None)


def _typed_scale(typed: str) -> Json:
    """Return the edit by a scale that was typed; after "=" it is the whole scale."""
    return {"confirm": False, "scheme": typed.removeprefix("="), "replace": typed.startswith("=")}
