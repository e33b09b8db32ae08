"""`bareme resume` in review: question by question, for the teacher to decide. Each decision is saved at once."""

from bareme.cli.confirm import YES
from bareme.cli.display.calibration import offer_values
from bareme.cli.display.marks_table import copy_name
from bareme.cli.display.results import show_results
from bareme.cli.exits import DONE
from bareme.cli.review.case import Case, case_of, show_case, show_marks
from bareme.cli.review.review import Review, first_refused
from bareme.cli.wording import count
from bareme.domain.decisions import MarkSource
from bareme.domain.points import to_points
from bareme.domain.policy import Reveal
from bareme.domain.review import ActionOutcome
from bareme.errors import InvalidInput, InvalidPoints
from bareme.graphs.state import Json

_QUIT = {"q", "quit", "quitter"}
_UNDO = {"u", "undo", "annuler"}


class _Left(Exception):
    """The teacher quits."""


class Walk:
    """One pass over the questions that need a person."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.screen = review.screen
        self.cases = self._find()
        self.position = 0
        self.made: list[tuple[str, int]] = []
        """Numbers of the decisions made in this walk, each with the position that it was made at."""

    def run(self) -> int:
        """Show each question and take the decisions on it; return the exit code."""
        show_results(self.screen, self.review.snapshot)
        self.screen.heading("flagged_heading", questions=count(len(self.cases), "question", self.screen.language))
        try:
            while self.position < len(self.cases):
                self._visit()
        except (_Left, EOFError):
            pass  # she quits, or nobody is there to decide: what was decided is saved
        self.review.say_how_on()
        return DONE

    def _find(self) -> list[tuple[str, str]]:
        """Return what is flagged, the most urgent first, then what else is open; copies that are complete are closed.

        Where marks are hidden the questions come in their order: what is urgent would tell of the marks.
        """
        flagged = [(flagged.copy_id, flagged.question_id) for flagged in self.review.snapshot.review_question.flags]
        if self.review.session.policy.reveal is Reveal.AFTER_DECISION:
            flagged = []
        still_open = [
            (copy.copy_id, question.question_id)
            for copy in self.review.result.copies
            for question in copy.questions.values()
            if question.source is MarkSource.NONE_YET
        ]
        closed = {copy.copy_id for copy in self.review.result.copies if copy.is_complete}
        return [case for case in dict.fromkeys([*flagged, *still_open]) if case[0] not in closed]

    def _case(self) -> Case:
        return case_of(self.review, *self.cases[self.position])

    def _visit(self) -> None:
        case = self._case()
        show_case(self.review, case, self.position + 1, len(self.cases))
        blind, at = case.question.hidden, self.position
        if not self._decide():
            return
        if blind and not (case := self._case()).question.hidden:
            show_marks(self.screen, case)
            if not self._decide():
                return
        self.position = at + 1

    def _decide(self) -> bool:
        """Take what the teacher types until the question is left; False where she was led elsewhere by an undo."""
        while True:
            case = self._case()
            typed = self.screen.ask(self._prompt(case))
            if typed.lower() in _QUIT:
                raise _Left
            if typed.lower() in _UNDO:
                if self._undo():
                    return False
                continue
            if not typed:
                return True
            if typed == "?":
                self._help(case)
                continue
            action = self._action(case, typed)
            if action and self._act(case, action):
                return True

    def _help(self, case: Case) -> None:
        labels = ", ".join(case.labels) or "A"
        criteria = self.screen.text("walk_help_criteria") if case.criteria else ""
        self.screen.say("walk_help", labels=labels.ljust(13), criteria=criteria)

    def _prompt(self, case: Case) -> str:
        labels = ", ".join(case.labels)
        ways = [labels] if labels else []
        ways += [self.screen.text("way_points"), self.screen.text("way_help")]
        key = "change_mind" if case.question.author else "decide"
        return self.screen.text(key, ways=", ".join(ways), points=self.screen.points(case.question.points))

    def _action(self, case: Case, typed: str) -> Json | None:
        """Return the review action that was typed; say what is wrong and return None where it is none."""
        action: Json = {
            "copy_ids": [case.copy.copy_id],
            "question_id": case.question.question_id,
            "expected_version": case.copy.evaluation_version,
        }
        slot = case.labels.get(typed.upper())
        if slot is not None:
            return {**action, "type": "choose_attempt", "label": slot[0], "try_index": slot[1]}
        command, _, rest = typed.partition(" ")
        if command.lower() == "f":
            return {**action, "type": "set_feedback", "text": rest.strip()}
        try:
            if command.lower() != "c" or not case.criteria:
                return {**action, "type": "set_mark", "points": str(to_points(typed))}
            points = [str(to_points(number)) for number in rest.split()]
        except InvalidPoints:
            self.screen.say("not_an_answer", style="red", text=typed)
            return None
        if len(points) != len(case.criteria):
            self.screen.say("criteria_count", style="red", wanted=len(case.criteria), given=len(points))
            return None
        given = {criterion.id: number for criterion, number in zip(case.criteria, points, strict=True)}
        return {**action, "type": "set_mark", "criteria": given}

    def _act(self, case: Case, action: Json) -> bool:
        """Send an action and say what became of it; return whether the question is decided by it."""
        try:
            refused = self._send(action)
        except InvalidInput as fault:
            self.screen.say("action_refused", style="red", reason=fault)
            return False
        if refused:
            self.screen.say("action_refused", style="red", reason=refused.reason)
            return False
        if action["type"] == "set_feedback":
            self.screen.say("feedback_set", style="green")
            return False
        points = self.screen.points(self._case().question.points)
        self.screen.say("decided", style="green", points=points, maximum=self.screen.points(case.question.maximum))
        self._offer(case)
        return True

    def _offer(self, case: Case) -> None:
        """Ask whether the decision goes for the undecided copies with the same answer; it goes for none by itself."""
        names = {c.copy_id: copy_name(self.screen, c.copy_id, c.student) for c in self.review.result.copies}
        for offer in self.review.snapshot.review_question.offers:
            if offer.question_id != case.question.question_id or case.copy.copy_id not in offer.decided:
                continue
            self.screen.say("offer", style="cyan", **offer_values(self.screen, offer, names))
            if self.screen.ask(self.screen.text("take_offer")).lower() in YES:
                refused = self._send(offer.action.model_dump(mode="json"))
                if refused:
                    self.screen.say("action_refused", style="red", reason=refused.reason)
            return

    def _send(self, action: Json) -> ActionOutcome | None:
        """Send an action and remember its decisions for an undo; return what was not applied of it."""
        before = set(self.review.snapshot.state.decisions)
        refused = first_refused(self.review.act(action))
        numbers = sorted(set(self.review.snapshot.state.decisions) - before)
        self.made += [(number, self.position) for number in numbers]
        return refused

    def _undo(self) -> bool:
        """Take the last decision of this walk back and return to its question; False where there is none."""
        if not self.made:
            self.screen.say("nothing_to_undo", style="red")
            return False
        number, position = self.made[-1]
        refused = first_refused(self.review.act({"type": "undo", "decision": number}))
        if refused:
            self.screen.say("action_refused", style="red", reason=refused.reason)
            return False
        self.made.pop()
        self.position = position
        self.screen.say("undone", style="green", number=int(number))
        return True
