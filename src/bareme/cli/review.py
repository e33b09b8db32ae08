"""`bareme resume` in review: what is flagged, question by question, for the teacher to decide; finishing; retrying."""

from dataclasses import dataclass

from bareme.cli.calibration import offer_values
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.progress import shown_progress
from bareme.cli.results import copy_name, describe_mark, show_results
from bareme.cli.running import Desk
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.session import Standing, advance, answer
from bareme.cli.wording import count
from bareme.domain.attempts import Mark
from bareme.domain.decisions import Source
from bareme.domain.points import to_points
from bareme.domain.results import CopyResult, QuestionResult
from bareme.domain.review import Outcome, OutcomeStatus, RegradeScope
from bareme.errors import InvalidPoints
from bareme.exports.material import Material, Slot, slot_name
from bareme.exports.wording import wording
from bareme.graphs.contract import GradingContext
from bareme.graphs.state import Json

_QUIT = {"q", "quit", "quitter"}
_YES = {"o", "oui", "y", "yes"}


@dataclass(frozen=True)
class Case:
    """A question of a copy that a person should look at."""

    copy: CopyResult
    question: QuestionResult
    marks: dict[Slot, Mark]

    @property
    def labels(self) -> dict[str, Slot]:
        """The graders whose mark can be taken, by the name that is typed."""
        return {slot_name(slot): slot for slot, mark in self.marks.items() if mark.points is not None}


class Review:
    """A session in review, on the desk."""

    def __init__(self, desk: Desk, screen: Screen, standing: Standing, context: GradingContext) -> None:
        self.desk = desk
        self.screen = screen
        self.standing = standing
        self.context = context

    def walk(self) -> int:
        """Show what is flagged, one question after another, and take a decision on each; return the exit code."""
        show_results(self.screen, self.standing)
        cases = [(flagged.copy_id, flagged.question_id) for flagged in self.standing.review_question.flags]
        self.screen.heading("flagged_heading", questions=count(len(cases), "question", self.screen.language))
        try:
            for number, (copy_id, question_id) in enumerate(cases, start=1):
                case = self._case(copy_id, question_id)
                self._show(case, number, len(cases))
                if not self._decide(case):
                    break
        except EOFError:
            pass  # nobody is there to decide: what is flagged has been shown
        self._say_how_on()
        return DONE

    def finish(self, *, force: bool) -> int:
        """End the review; return the exit code."""
        refused = self._act({"type": "finish", "force": force})
        if refused:
            reason = self.screen.text("cannot_finish", reason=refused.reason, session_id=self.standing.session_id)
            complain(reason, self.screen.language)
            return FAILED
        self.screen.say("finished", session_id=self.standing.session_id)
        return DONE

    def retry(self) -> bool:
        """Make the attempts that are waiting or failed; return whether there were any."""
        result = self.standing.result
        waiting = (
            any(q.value is None or not q.status.has_points for c in result.copies for q in c.questions.values())
            if result
            else False
        )
        if not waiting:
            self.screen.say("nothing_to_retry")
            return False
        self._act({"type": "regrade", "scope": RegradeScope.MISSING.value})
        return True

    def _case(self, copy_id: str, question_id: str) -> Case:
        assert self.standing.graded is not None and self.standing.result is not None  # noqa: S101, PT018 - in review
        copy = next(copy for copy in self.standing.result.copies if copy.copy_id == copy_id)
        question = copy.questions[question_id]
        return Case(
            copy, question, Material(self.standing.graded, self.standing.graded.created_at).marks(copy, question_id)
        )

    def _show(self, case: Case, number: int, total: int) -> None:
        screen, question = self.screen, case.question
        screen.console.print()
        screen.say(
            "flagged_question",
            style="bold",
            number=number,
            total=total,
            student=copy_name(screen, case.copy.copy_id, case.copy.student),
            question=question.question_id,
            maximum=screen.points(question.maximum),
            flags=wording(screen.language).describe_flags(question.flags),
        )
        table = new_table("", *(screen.text(key) for key in ("mark", "answer_read", "rationale")), right=(1,))
        for slot, mark in case.marks.items():
            table.add_row(
                slot_name(slot), describe_mark(screen, mark), clean(mark.transcription), clean(mark.rationale)
            )
        screen.console.print(table)

    def _decide(self, case: Case) -> bool:
        """Take the teacher's decision on a question; return False where she quits."""
        labels = self.screen.text("or").join(case.labels)
        while True:
            typed = self.screen.ask(self.screen.text("decide", labels=labels))
            if typed.lower() in _QUIT:
                return False
            if not typed:
                return True
            action = self._action(case, typed)
            if action is None:
                self.screen.say("not_an_answer", style="red", text=typed, labels=labels)
                continue
            refused = self._act(action)
            if refused is None:
                points = self._case(case.copy.copy_id, case.question.question_id).question.points
                maximum = self.screen.points(case.question.maximum)
                self.screen.say("decided", style="green", points=self.screen.points(points), maximum=maximum)
                self._offer(case)
                return True
            self.screen.say("action_refused", style="red", reason=refused.reason)

    def _offer(self, case: Case) -> None:
        """Ask whether the decision goes for the undecided copies with the same answer; it goes for none by itself."""
        result = self.standing.result
        names = {c.copy_id: copy_name(self.screen, c.copy_id, c.student) for c in (result.copies if result else ())}
        for offer in self.standing.review_question.offers:
            if offer.question_id != case.question.question_id or case.copy.copy_id not in offer.decided:
                continue
            self.screen.say("offer", style="cyan", **offer_values(self.screen, offer, names))
            if self.screen.ask(self.screen.text("take_offer")).lower() in _YES:
                refused = self._act(offer.action.model_dump(mode="json"))
                if refused:
                    self.screen.say("action_refused", style="red", reason=refused.reason)
            return

    def _action(self, case: Case, typed: str) -> Json | None:
        """Return the review action that was typed, None where it is none."""
        action: Json = {
            "copy_ids": [case.copy.copy_id],
            "question_id": case.question.question_id,
            "expected_version": case.copy.evaluation_version,
        }
        slot = case.labels.get(typed.upper())
        if slot is not None:
            return {**action, "type": "choose_attempt", "label": slot[0], "try_index": slot[1]}
        try:
            points = to_points(typed)
        except InvalidPoints:
            return None
        return {**action, "type": "set_mark", "points": str(points)}

    def _act(self, action: Json) -> Outcome | None:
        """Send one action, saved before the next is asked for; return what became of it where it was not applied."""
        result = self.standing.result
        names = {c.copy_id: copy_name(self.screen, c.copy_id, c.student) for c in (result.copies if result else ())}
        with shown_progress(self.screen, names) as follow:
            work = advance(
                self.desk.graph,
                self.standing.session_id,
                answer({"actions": [action]}),
                on_event=follow,
                context=self.context,
            )
            self.standing = self.desk.run(work)
        outcomes = self.standing.state.outcomes
        return next((outcome for outcome in outcomes if outcome.status is not OutcomeStatus.APPLIED), None)

    def _say_how_on(self) -> None:
        """Say how many questions are open, and how to finish."""
        result = self.standing.result
        copies = result.copies if result else ()
        still_open = sum(q.source is Source.NONE_YET for copy in copies for q in copy.questions.values())
        key = "still_open" if still_open else "nothing_open"
        self.screen.console.print()
        self.screen.say(
            key,
            questions=count(still_open, "question", self.screen.language),
            session_id=self.standing.session_id,
        )
