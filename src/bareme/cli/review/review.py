"""A session in review, changed by one action at a time."""

from collections.abc import Sequence

from bareme.cli.display.names import copy_names
from bareme.cli.display.progress import shown_progress
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.screen import Screen
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.review import RegradeScope
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult
from bareme.errors import InvalidInput
from bareme.exports.material import ExportMaterial
from bareme.graphs.contract import GradingContext
from bareme.graphs.session_runner import SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.graphs.state import Json


class Review:
    """A session in review and the author of its decisions."""

    def __init__(
        self,
        runner: SessionRunner,
        screen: Screen,
        snapshot: SessionSnapshot,
        author: str,
        context: GradingContext | None = None,
    ) -> None:
        self.runner = runner
        self.screen = screen
        self.snapshot = snapshot
        self.author = author
        self.context = context

    @property
    def session(self) -> GradedSession:
        """The current state of the session."""
        assert self.snapshot.graded is not None  # noqa: S101 - in review its copies are graded
        return self.snapshot.graded

    @property
    def result(self) -> SessionResult:
        """The current results."""
        assert self.snapshot.result is not None  # noqa: S101 - as above
        return self.snapshot.result

    @property
    def material(self) -> ExportMaterial:
        """The current export material."""
        assert self.snapshot.material is not None  # noqa: S101 - as above
        return self.snapshot.material

    def act(self, *actions: Json) -> list[ActionOutcome]:
        """Send actions as one command; return their outcomes, one per copy.

        Raises:
            InvalidInput: an action is invalid, for example a text is too long. Nothing was changed.
        """
        names = copy_names(self.screen, self.result.copies)
        command = self._command(actions)
        with shown_progress(self.screen, names) as follow:
            self.snapshot = self.runner.advance(self.snapshot.session_id, answer(command, self.context), follow)
        fault = self.snapshot.review_question.error
        if fault:
            raise InvalidInput(fault)
        return list(self.snapshot.state.outcomes)

    def _command(self, actions: Sequence[Json]) -> Json:
        return {"actions": list(actions), "author": self.author or self.screen.t("teacher")}

    def take_in_pending(self) -> None:
        """Have a run take in decisions that were made without one: what the session asks does not know of them yet."""
        if self.snapshot.pending:
            self.act()

    def finish(self, *, force: bool) -> int:
        """End the review; return the exit code."""
        refused = first_refused(self.act({"type": "finish", "force": force}))
        if refused:
            reason = self.screen.t(
                "{reason}\n  bareme resume {session_id} --finish --force",
                reason=refused.reason,
                session_id=self.snapshot.session_id,
            )
            complain(reason, self.screen.language)
            return FAILED
        self.screen.print(
            self.screen.t(
                "Session {session_id} is finished. For the files:\n"
                "  bareme export {session_id} --format xlsx   or csv, csv-flat, json, history",
                session_id=self.snapshot.session_id,
            )
        )
        return DONE

    def retry(self) -> bool:
        """Make the attempts that are waiting or failed; return whether there are any.

        Raises:
            InvalidInput: the session has no graders.
        """
        if self.session.policy.by_hand:
            raise InvalidInput("there are no graders in this session: mark by hand")
        questions = [question for copy in self.result.copies for question in copy.questions.values()]
        waiting = any(not q.status.has_points and not q.is_excused for q in questions)
        if not waiting:
            self.screen.print(self.screen.t("Nothing is waiting or failed."))
            return False
        self.act({"type": "regrade", "scope": RegradeScope.MISSING.value})
        return True

    def print_next_steps(self) -> None:
        """Print how many questions are open or unread, and how to continue."""
        still_open = sum(q.is_open for copy in self.result.copies for q in copy.questions.values())
        self.screen.console.print()
        unread = sum(
            q.is_unread and q.value is not None for copy in self.result.copies for q in copy.questions.values()
        )
        if unread:
            self.screen.print(
                self.screen.t(
                    "{questions} that a grader could not read, and that nobody has marked since: 0 points.",
                    questions=self.screen.t.ngettext("{n} question", "{n} questions", unread),
                ),
                style="yellow",
            )
        session_id = self.snapshot.session_id
        if still_open:
            questions = self.screen.t.ngettext("{n} question", "{n} questions", still_open)
            text = self.screen.t(
                "{questions} without a decided mark. To continue:\n  bareme resume {session_id}",
                questions=questions,
                session_id=session_id,
            )
        else:
            text = self.screen.t(
                "Every mark is decided. To finish:\n  bareme resume {session_id} --finish", session_id=session_id
            )
        self.screen.print(text)


def first_refused(outcomes: Sequence[ActionOutcome]) -> ActionOutcome | None:
    """Return the first outcome that was not applied, or None."""
    return next((outcome for outcome in outcomes if outcome.status is not OutcomeStatus.APPLIED), None)
