"""Decisions without a run: loading what runs a graph takes most of a command's time."""

from bareme.cli.review.review import Review
from bareme.cli.screen import Screen
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import ReviewCommand
from bareme.graphs.early_decisions import NEED_A_RUN, decide_early
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import Json
from bareme.graphs.validation import parse


class QuickReview(Review):
    """A session in review: decisions are kept in its inbox, and count at once. Its next run takes them in."""

    def act(self, *actions: Json) -> list[ActionOutcome]:
        """Keep the decisions of actions, or make a run if one of them needs it; return their outcomes, one per copy.

        Raises:
            InvalidInput: an action is invalid. Nothing was kept.
        """
        command = parse(ReviewCommand, self._command(actions))
        if any(isinstance(action, NEED_A_RUN) for action in command.actions):
            return super().act(*actions)
        return self._decide(command)

    def _decide(self, command: ReviewCommand) -> list[ActionOutcome]:
        outcomes = self.runner.run(decide_early(self.snapshot.values, command))
        self.snapshot = self.runner.snapshot(self.snapshot.session_id)
        return outcomes


class EarlyReview(QuickReview):
    """A session whose copies are not all graded, perhaps by another command: nothing is run here."""

    def act(self, *actions: Json) -> list[ActionOutcome]:
        """Keep the decisions of actions; return their outcomes, one per copy.

        Raises:
            InvalidInput: an action is invalid. Nothing was kept.
        """
        return self._decide(parse(ReviewCommand, self._command(actions)))

    def print_next_steps(self) -> None:
        """Print nothing: what comes next is the end of the grading."""


def print_pending(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Print how many decisions wait for the copies to be graded."""
    t = screen.t
    if snapshot.stage in {Stage.GRADING, Stage.STOPPED} and (count := len(snapshot.pending)):
        screen.print(
            t.ngettext(
                "{n} decision is kept. It counts already, and is taken in when the copies are graded.",
                "{n} decisions are kept. They count already, and are taken in when the copies are graded.",
                count,
            )
        )
