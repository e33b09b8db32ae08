"""Asking the teacher about scale and copies, until she confirms them. Every change is shown before it is taken."""

from collections.abc import Callable, Sequence

from bareme.cli.confirm import YES
from bareme.cli.display.proposal import show_proposal
from bareme.cli.grading.copy_edits import edit_copies
from bareme.cli.screen import Screen, new_table, percent
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import InvalidInput, InvalidShorthand
from bareme.graphs.interrupts import ConfirmScale
from bareme.graphs.state import Json
from bareme.settings import get_settings
from bareme.translation import Message

type Edit = Callable[[ConfirmScale], Json]

_STOP = {"q", "quit", "quitter", "n", "non", "no"}


class ScaleDialogue:
    """The answers to the interrupt `confirm_scale` of one session.

    `edits` are sent first. With `yes` nothing is asked.
    """

    def __init__(self, screen: Screen, session_id: str, edits: Sequence[Edit], *, yes: bool) -> None:
        self.screen = screen
        self.session_id = session_id
        self.yes = yes
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
            return {"confirm": False, **self._edits.pop(0)(found)}
        t = self.screen.t
        if found.error:
            self.screen.print(t("Refused: {reason}", reason=found.error), style="red")
        else:
            title = t("Session {session_id}: {name}", session_id=self.session_id, name=found.session_name)
            self.screen.print(title, style="bold")
            show_proposal(self.screen, found)
        if self.yes:
            return {"candidate": self._best_if_sure(found)}
        return self._ask(found)

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
        best = _first_complete(found)
        if not found.error:
            self.screen.print(found.message)
        while True:
            typed = self.screen.ask(self._prompt(best))
            if typed.lower() in _STOP:
                return None
            if not typed or typed.lower() in YES:
                if best is not None:
                    return {"candidate": best}
            elif typed == "?":
                self._show_commands()
            else:
                try:
                    return edit_copies(found, typed) or _read_scale(found, typed)
                except InvalidInput as error:
                    self.screen.print(error.explain(self.screen.language), style="red")

    def _prompt(self, best: int | None) -> str:
        t = self.screen.t
        if best is None:
            return t("Scale (“Q1: 5, Q2: 3, Ex 2.a = 2.5”), ? to correct the copies, or q to stop here:")
        return t(
            "Enter to grade with scale {number}, the number of another scale, a scale in "
            "shorthand, ? to correct the copies, or q to stop here:",
            number=best + 1,
        )

    def _show_commands(self) -> None:
        t = self.screen.t
        table = new_table(t("To correct"), t("Meaning"))
        for command, meaning in (
            ("name c06 PETIT Noé", t("the student of a copy")),
            ("join c01 c02", t("one copy of several, in this order")),
            ("split c01 3 5", t("new copies begin at pages 3 and 5 of this one")),
            ("out c04", t("leave a copy out; “out c04 2”: its second page")),
            ("move c05 1", t("put a copy in another place")),
            ("pages c01 2 1 3", t("the pages of a copy in another order")),
            ("= Q1: 5, Q2: 3", t("the whole scale: what it does not name is removed")),
        ):
            table.add_row(command, meaning)
        self.screen.console.print(table)


def _first_complete(found: ConfirmScale) -> int | None:
    """Return the best candidate that can be graded by, None where none can."""
    return next((index for index, shorthand in enumerate(found.shorthands) if shorthand), None)


def _read_scale(found: ConfirmScale, typed: str) -> Json:
    """Return the answer for a number or a scale that was typed; after "=" it is the whole scale.

    Raises:
        InvalidInput: there is no such scale, or it cannot be read.
    """
    problem: Message | None = None
    if typed.isdecimal():
        if not 1 <= int(typed) <= len(found.candidates):
            problem = Message("there is no scale {number}", number=typed)
        elif not found.shorthands[int(typed) - 1]:
            problem = Message("scale {number} has questions without points: type it in shorthand", number=typed)
        else:
            return {"candidate": int(typed) - 1}
    else:
        try:
            parse_shorthand(typed.removeprefix("="))
        except InvalidShorthand as error:
            problem = error.message
    if problem is not None:
        raise InvalidInput("This scale cannot be used: {reason}", reason=problem)
    return {"confirm": False, "scheme": typed.removeprefix("="), "replace": typed.startswith("=")}
