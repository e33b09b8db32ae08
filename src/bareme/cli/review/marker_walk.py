"""Blind marking by `bareme resume --as NAME`: the questions that a marker has not marked, without anybody's marks."""

from bareme.cli.confirm import QUIT, UNDO
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.review.case import Case, find_case, show_case
from bareme.cli.review.missing_marks import print_missing_marks
from bareme.cli.review.pages import open_pages
from bareme.cli.review.review import Review, first_refused
from bareme.domain.markers import missing_by_marker
from bareme.domain.points import to_points
from bareme.errors import InvalidInput, InvalidPoints


class MarkerWalk:
    """One pass over what the review's author, a marker, has still to mark. Each mark is saved immediately."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.screen = review.screen
        missing = set(missing_by_marker(review.session).get(review.author, []))
        in_order = [(copy.copy_id, question_id) for copy in review.result.copies for question_id in copy.questions]
        self.cases = [case for case in in_order if case in missing]
        self.feedback: dict[tuple[str, str], str] = {}

    def run(self) -> int:
        """Ask for each mark; return the exit code."""
        t, markers = self.screen.t, self.review.session.policy.markers
        if self.review.author not in markers:
            who = {"author": self.review.author, "markers": ", ".join(map(repr, markers)) or "–"}
            complain(t("{author!r} is no marker of this session; markers: {markers}", **who), self.screen.language)
            return FAILED
        questions = t.ngettext("{n} question", "{n} questions", len(self.cases))
        self.screen.heading(t("To mark: {questions}", questions=questions))
        position = 0
        try:
            while (step := self._visit(position)) is not None:
                position = max(position + step, 0)
        except EOFError:
            pass  # marks are already saved
        print_missing_marks(self.review)
        return DONE

    def _visit(self, position: int) -> int | None:
        """Ask for the mark of the question at `position`; return by how much to go on, or None to quit."""
        if position >= len(self.cases):
            return None
        case = find_case(self.review, *self.cases[position])
        show_case(self.review, case, position + 1, len(self.cases))
        while True:
            typed = self.screen.ask(self.screen.t("Your mark (points, ? for the rest):"))
            if typed.lower() in QUIT:
                return None
            if typed.lower() in UNDO:
                return -1
            if not typed or self._take(case, typed):
                return 1

    def _take(self, case: Case, typed: str) -> bool:
        """Do what was typed; return whether the question is marked."""
        command, _, rest = typed.partition(" ")
        if typed == "?":
            self._help()
        elif typed.lower() == "o":
            open_pages(self.review, case.paper)
        elif command.lower() == "f":
            self.feedback[case.copy.copy_id, case.question.question_id] = rest.strip()
            self.screen.print(self.screen.t("Feedback noted: it is saved with your mark."), style="green")
        else:
            return self._submit(case, typed)
        return False

    def _submit(self, case: Case, typed: str) -> bool:
        """Hand in a mark; return whether it was taken."""
        copy_id, question_id = case.copy.copy_id, case.question.question_id
        feedback = self.feedback.get((copy_id, question_id), "")
        try:
            given = {question_id: {"points": str(to_points(typed)), "feedback": feedback}}
            refused = first_refused(self.review.act({"type": "submit_marks", "copy_ids": [copy_id], "marks": given}))
        except InvalidPoints:
            text = self.screen.t("“{text}” is not a possible answer; ? lists them all.", text=typed)
            self.screen.print(text, style="red")
            return False
        except InvalidInput as fault:
            self.screen.print(self.screen.t("Refused: {reason}", reason=fault.message), style="red")
            return False
        if refused:
            self.screen.print(self.screen.t("Refused: {reason}", reason=refused.reason), style="red")
        return refused is None

    def _help(self) -> None:
        t = self.screen.t
        lines = [
            t("  2.5           points"),
            t("  f Look at…    feedback for the student, saved with your mark"),
            t("  o             open the pages of the copy"),
            t("  u             go back to the question before"),
            t("  Enter         skip"),
            t("  q             quit; every mark is kept"),
        ]
        self.screen.print("\n".join(lines))
