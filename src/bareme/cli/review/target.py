"""The session that an action of `bareme review ID …` is about."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bareme.cli.display.stage import STAGES
from bareme.cli.exits import FAILED, INTERRUPTED, complain
from bareme.cli.review.early_review import EarlyReview, QuickReview, print_pending
from bareme.cli.review.review import Review
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session, in_session_language, open_session
from bareme.cli.written_files import print_out_of_date
from bareme.errors import InvalidInput, SessionInUse
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage


@dataclass(frozen=True)
class ReviewTarget:
    """The session of an action, its author and the screen."""

    screen: Screen
    session_id: str
    author: str


def in_review(target: ReviewTarget, work: Callable[[Review], int], *, finished: bool = False) -> int:
    """Run `work` on a session in review, or on one whose copies are still being graded.

    `finished`: also on one whose review is finished.
    """
    with SessionRunner() as runner, _opened(runner, target.session_id) as snapshot:
        screen = in_session_language(target.screen, snapshot)
        ended = snapshot.stage is Stage.FINISHED and snapshot.question is not None
        if ended and not finished:
            complain(
                screen.t(
                    "session {session_id} is finished. To change something:\n"
                    "  bareme review {session_id} reopen-session",
                    session_id=target.session_id,
                ),
                screen.language,
            )
            return FAILED
        early = snapshot.stage in {Stage.STOPPED, Stage.GRADING} and snapshot.graded is not None
        if snapshot.stage is not Stage.REVIEW and not early and not ended:
            stage = STAGES[snapshot.stage]
            complain(
                screen.t("session {session_id} is not in review: {stage}", session_id=target.session_id, stage=stage),
                screen.language,
            )
            return FAILED
        review = (EarlyReview if early else Review if ended else QuickReview)(runner, screen, snapshot, target.author)
        try:
            code = work(review)
        except InvalidInput as error:
            complain(error.explain(screen.language), screen.language)
            return FAILED
        except KeyboardInterrupt:
            screen.print(screen.t("Stopped. To continue:\n  bareme resume {session_id}", session_id=target.session_id))
            return INTERRUPTED
        print_pending(screen, review.snapshot)
        print_out_of_date(screen, review.snapshot)
        return code


@contextmanager
def _opened(runner: SessionRunner, session_id: str) -> Iterator[SessionSnapshot]:
    """Yield the snapshot of a session, locked unless another command is grading it.

    Raises:
        SessionInUse: another command has locked it and is not grading.
    """
    with ExitStack() as stack:
        try:
            snapshot = stack.enter_context(open_session(runner, session_id))
        except SessionInUse:
            snapshot = find_session(runner, session_id)
            if snapshot.stage is not Stage.GRADING or snapshot.graded is None:
                raise
        yield snapshot
