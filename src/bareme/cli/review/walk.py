"""The review of `bareme resume`: one question after the other. Each decision is saved immediately."""

from collections.abc import Sequence

from bareme.cli.confirm import QUIT, UNDO, YES
from bareme.cli.display.calibration import offer_values
from bareme.cli.display.names import copy_names
from bareme.cli.display.results import show_results
from bareme.cli.exits import DONE
from bareme.cli.review.case import Case, find_case, show_case, show_criteria, show_marks
from bareme.cli.review.criteria_answer import describe_missing, typed_feedback, typed_points
from bareme.cli.review.missing_marks import print_missing_marks
from bareme.cli.review.pages import open_pages
from bareme.cli.review.review import Review, first_refused
from bareme.cli.review.unread_copy import UnreadCopy, Way, ask_unread, count_cases, show_unread_copy, unread_copies
from bareme.domain.markers import missing_by_marker
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.points import to_points
from bareme.domain.policy import Reveal
from bareme.errors import InvalidInput, InvalidPoints
from bareme.graphs.state import Json


class _Quit(Exception):
    """The teacher quits."""


class Walk:
    """One pass over the flagged and undecided questions."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.screen = review.screen
        self.cases = self._find()
        self.position = 0
        self.made: list[tuple[list[str], int]] = []
        """The decisions made in this walk: the numbers of those that were made together, and their position."""

    def run(self) -> int:
        """Show each question and record the decisions; return the exit code."""
        show_results(self.screen, self.review.snapshot)
        self.screen.heading(
            self.screen.t(
                "To look at: {questions}",
                questions=count_cases(self.cases, self.screen.t),
            )
        )
        try:
            while self.position < len(self.cases):
                self._visit()
        except (_Quit, EOFError):
            pass  # decisions are already saved
        self.review.print_next_steps()
        print_missing_marks(self.review)
        return DONE

    def _find(self) -> list[tuple[str, str | None]]:
        """Return the flagged questions, the most urgent first, then other open ones. Closed copies are left out.

        A copy of which nothing could be read is there once, without a question.
        If marks are hidden, questions keep their order: urgency would reveal something about the marks.
        """
        flagged = [(flagged.copy_id, flagged.question_id) for flagged in self.review.snapshot.review_question.flags]
        if self.review.session.policy.reveal is Reveal.AFTER_DECISION:
            flagged = []
        still_open = [
            (copy.copy_id, question.question_id)
            for copy in self.review.result.copies
            for question in copy.questions.values()
            if question.is_open
        ]
        closed = {copy.copy_id for copy in self.review.result.copies if copy.is_complete}
        # What markers have not marked yet is theirs.
        theirs = {case for missing in missing_by_marker(self.review.session).values() for case in missing}
        found = [case for case in [*flagged, *still_open] if case[0] not in closed and case not in theirs]
        unread = unread_copies(self.review)
        return list(dict.fromkeys((copy_id, None if copy_id in unread else question) for copy_id, question in found))

    def _case(self) -> Case:
        copy_id, question_id = self.cases[self.position]
        assert question_id is not None  # noqa: S101 - a whole copy is visited otherwise
        return find_case(self.review, copy_id, question_id)

    def _visit(self) -> None:
        copy_id, question_id = self.cases[self.position]
        if question_id is None:
            self._visit_unread(unread_copies(self.review)[copy_id])
            return
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

    def _visit_unread(self, unread: UnreadCopy) -> None:
        at = self.position
        show_unread_copy(self.review, unread, at + 1, len(self.cases))
        match ask_unread(self.review, unread):
            case Way.QUIT:
                raise _Quit
            case Way.UNDO:
                self._undo()
            case Way.SKIP:
                self.position = at + 1
            case Way.QUESTIONS:
                self.cases[at : at + 1] = [(unread.copy_id, case.question.question_id) for case in unread.cases]
            case actions:
                if self._send_all(actions):
                    self.screen.print(self.screen.t("Saved."), style="green")
                    self.position = at + 1

    def _send_all(self, actions: Sequence[Json]) -> bool:
        """Send actions that belong together, until one is refused; return whether all were applied."""
        first = len(self.made)
        refused = next(filter(None, map(self._send, actions)), None)
        numbers = [number for together, _ in self.made[first:] for number in together]
        if numbers:
            self.made[first:] = [(numbers, self.position)]
        if refused:
            self.screen.print(self.screen.t("Refused: {reason}", reason=refused.reason), style="red")
        return refused is None

    def _decide(self) -> bool:
        """Read answers until the question is left; return False if an undo led to another question."""
        while True:
            case = self._case()
            typed = self.screen.ask(self._prompt(case))
            if typed.lower() in QUIT:
                raise _Quit
            if typed.lower() in UNDO:
                if self._undo():
                    return False
                continue
            if not typed:
                return True
            if typed == "?":
                self._help(case)
                continue
            if typed.lower() == "o":
                open_pages(self.review, case.paper)
                continue
            if typed.lower() == "v" and case.marks:
                show_marks(self.screen, case, every_feedback=True)
                continue
            action = self._action(case, typed)
            if action and self._act(case, action):
                return True

    def _help(self, case: Case) -> None:
        t = self.screen.t
        labels = ", ".join(case.labels)
        lines = [
            *([t("  {labels} that grader's mark", labels=labels.ljust(13))] if labels else []),
            t("  2.5           points"),
            *(
                [
                    t("  c 1 0.5 -     the points of each criterion, in order; “-” leaves one as it is"),
                    t("  fc 2 Look…    feedback on the second criterion"),
                ]
                if case.criteria
                else []
            ),
            t("  f Look at…    feedback for the student; “f” alone deletes it"),
            t("  o             open the pages of the copy"),
            *([t("  v             what every grader says to the student")] if case.marks else []),
            t("  u             undo the last decision"),
            t("  Enter         skip"),
            t("  q             quit; everything decided is kept"),
        ]
        self.screen.print("\n".join(lines))

    def _prompt(self, case: Case) -> str:
        t, labels = self.screen.t, ", ".join(case.labels)
        points = self.screen.points(case.question.points)
        if case.question.author and labels:
            return t(
                "Enter to keep {points}, or another mark ({labels}, points, ? for the rest):",
                points=points,
                labels=labels,
            )
        if case.question.author:
            return t("Enter to keep {points}, or another mark (points, ? for the rest):", points=points)
        if labels:
            return t("Your mark ({labels}, points, ? for the rest):", labels=labels)
        return t("Your mark (points, ? for the rest):")

    def _action(self, case: Case, typed: str) -> Json | None:
        """Return the action that was typed, or print what is wrong and return None."""
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
            if command.lower() in {"c", "fc"} and case.criteria:
                typed_for = typed_points if command.lower() == "c" else typed_feedback
                return {**action, **typed_for(case, rest)}
            return {**action, "type": "set_mark", "points": str(to_points(typed))}
        except InvalidPoints:
            self.screen.print(
                self.screen.t("“{text}” is not a possible answer; ? lists them all.", text=typed), style="red"
            )
        except InvalidInput as fault:
            self.screen.print(self.screen.t(fault.message), style="red")
        return None

    def _act(self, case: Case, action: Json) -> bool:
        """Send an action and print its outcome; return whether it decides the question."""
        try:
            refused = self._send(action)
        except InvalidInput as fault:
            self.screen.print(self.screen.t("Refused: {reason}", reason=fault.message), style="red")
            return False
        if refused:
            self.screen.print(self.screen.t("Refused: {reason}", reason=refused.reason), style="red")
            return False
        if action["type"] == "set_feedback":
            self.screen.print(self.screen.t("Feedback saved."), style="green")
            return False
        case = self._case()
        if case.question.missing_criteria:
            self.screen.print(describe_missing(self.screen, case), style="yellow")
            show_criteria(self.screen, case)
            return False
        points = self.screen.points(case.question.points)
        self.screen.print(
            self.screen.t("Set: {points}/{maximum}", points=points, maximum=self.screen.points(case.question.maximum)),
            style="green",
        )
        self._offer(case)
        return True

    def _offer(self, case: Case) -> None:
        """Ask whether to apply the decision to undecided copies with the same answer."""
        names = copy_names(self.screen, self.review.result.copies)
        for offer in self.review.snapshot.offers:
            if offer.question_id != case.question.question_id or case.copy.copy_id not in offer.decided:
                continue
            self.screen.print(
                self.screen.t(
                    "{question}: you decided {points} for {decided}. Same answer, not decided yet "
                    "({copies}): {students}.",
                    **offer_values(self.screen, offer, names),
                ),
                style="cyan",
            )
            if self.screen.ask(self.screen.t("Give them all the same mark? (y/n)")).lower() in YES:
                refused = self._send(offer.action.model_dump(mode="json"))
                if refused:
                    self.screen.print(self.screen.t("Refused: {reason}", reason=refused.reason), style="red")
            return

    def _send(self, action: Json) -> ActionOutcome | None:
        """Send an action and record its decisions for undo; return the first outcome that was not applied."""
        before = set(self.review.snapshot.state.decisions)
        refused = first_refused(self.review.act(action))
        numbers = sorted(set(self.review.snapshot.state.decisions) - before)
        self.made += [([number], self.position) for number in numbers]
        return refused

    def _undo(self) -> bool:
        """Undo the last decision of this walk and return to its question; return False if there is none."""
        if not self.made:
            self.screen.print(self.screen.t("There is nothing to undo since the start."), style="red")
            return False
        numbers, position = self.made[-1]
        while numbers:
            refused = first_refused(self.review.act({"type": "undo", "decision": numbers[-1]}))
            if refused:
                self.screen.print(self.screen.t("Refused: {reason}", reason=refused.reason), style="red")
                return False
            self.screen.print(self.screen.t("Undone: decision {number}.", number=int(numbers.pop())), style="green")
        self.made.pop()
        self.position = position
        return True
