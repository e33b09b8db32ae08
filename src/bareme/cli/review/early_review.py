"""Decisions on a session that is still being graded, perhaps by another command."""

from bareme.cli.review.review import Review
from bareme.cli.screen import Screen
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import ReviewCommand
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.graphs.state import Json
from bareme.graphs.validation import parse


class EarlyReview(Review):
    """A session whose copies are not all graded: decisions are kept in its inbox until its run takes them in."""

    def act(self, *actions: Json) -> list[ActionOutcome]:
        """Keep the decisions of actions; return their outcomes, one per copy.

        Raises:
            InvalidInput: an action is invalid. Nothing was kept.
        """
        command = parse(ReviewCommand, {"actions": list(actions), "author": self.author or self.screen.t("teacher")})
        outcomes = self.runner.run(decide_early(self.snapshot.values, command))
        self.snapshot = self.runner.snapshot(self.snapshot.session_id)
        return outcomes

    def print_next_steps(self) -> None:
        """Print nothing: what comes next is the end of the grading."""


def print_pending(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Print how many decisions a run has yet to take in."""
    t = screen.t
    if count := len(snapshot.pending):
        screen.print(
            t.ngettext(
                "{n} decision is kept. It counts already, and is taken in when the copies are graded.",
                "{n} decisions are kept. They count already, and are taken in when the copies are graded.",
                count,
            )
        )
