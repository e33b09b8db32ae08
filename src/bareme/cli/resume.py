"""`bareme resume`: goes on where a session stopped, whatever it was doing."""

from bareme.cli.exits import DONE, FAILED, INTERRUPTED, complain
from bareme.cli.grade import Wishes, continue_session, report
from bareme.cli.review import Review
from bareme.cli.running import Desk
from bareme.cli.screen import Screen
from bareme.cli.session import Stage
from bareme.cli.sessions import in_its_language, opened_session
from bareme.cli.spending import say_what_stays
from bareme.cli.walk import Walk
from bareme.domain.money import Budget


def resume_session(
    screen: Screen, session_id: str, *, wishes: Wishes, author: str, finish: bool, force: bool, retry: bool
) -> int:
    """Go on with a session, whose review `author` decides; return the exit code."""
    with Desk() as desk, opened_session(desk, session_id, screen) as standing:
        screen = in_its_language(screen, standing)
        say_what_stays(screen, standing.state.policy.budget if standing.state.policy else Budget(), wishes.budget)
        if standing.stage in {Stage.SCALE, Stage.RUBRIC, Stage.STOPPED} and not (finish or retry):
            return continue_session(screen, desk, standing, wishes)
        if standing.stage is Stage.FINISHED:
            screen.say("already_finished", session_id=session_id)
            return DONE
        if standing.stage is not Stage.REVIEW:
            stage = screen.text(f"stage_{standing.stage.value}")
            complain(screen.text("not_in_review", session_id=session_id, stage=stage), screen.language)
            return FAILED
        try:
            review = Review(desk, screen, standing, author, wishes.context)
            return _review(review, wishes, finish=finish, force=force, retry=retry)
        except KeyboardInterrupt:
            screen.say("interrupted_waiting", session_id=session_id)
            return INTERRUPTED


def _review(review: Review, wishes: Wishes, *, finish: bool, force: bool, retry: bool) -> int:
    if finish:
        return review.finish(force=force)
    if not retry:
        return Walk(review).run()
    return report(review.screen, review.standing, wishes) if review.retry() else DONE
