"""`bareme resume`: goes on where a session stopped, whatever it was doing."""

from bareme.cli.display.spending import warn_if_budget_stays
from bareme.cli.display.stage import STAGES
from bareme.cli.exits import DONE, FAILED, INTERRUPTED, complain
from bareme.cli.grading.grade import GradeOptions, continue_session, report
from bareme.cli.review.marker_walk import MarkerWalk
from bareme.cli.review.review import Review
from bareme.cli.review.walk import Walk
from bareme.cli.screen import Screen
from bareme.cli.session_access import in_session_language, open_session
from bareme.cli.written_files import print_out_of_date
from bareme.domain.money import Budget
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import Stage


def resume_session(
    screen: Screen,
    session_id: str,
    *,
    options: GradeOptions,
    author: str,
    marks: bool,
    finish: bool,
    force: bool,
    retry: bool,
) -> int:
    """Go on with a session, whose review `author` decides or, if `marks`, marks blind; return the exit code."""
    with SessionRunner() as runner, open_session(runner, session_id) as snapshot:
        session_id = snapshot.session_id
        screen = in_session_language(screen, snapshot)
        warn_if_budget_stays(
            screen, snapshot.state.policy.budget if snapshot.state.policy else Budget(), options.budget
        )
        if snapshot.stage in {Stage.SCALE, Stage.RUBRIC, Stage.STOPPED} and not (finish or retry):
            return continue_session(screen, runner, session_id, options)
        if snapshot.stage is Stage.FINISHED:
            screen.print(
                screen.t(
                    "Session {session_id} is already finished. For the files:\n"
                    "  bareme export {session_id} --format xlsx   or csv, csv-flat, json, history\n"
                    "To change something:\n"
                    "  bareme review {session_id} reopen-session",
                    session_id=session_id,
                )
            )
            return DONE
        if snapshot.stage is not Stage.REVIEW:
            stage = STAGES[snapshot.stage]
            complain(
                screen.t("session {session_id} is not in review: {stage}", session_id=session_id, stage=stage),
                screen.language,
            )
            return FAILED
        try:
            review = Review(runner, screen, snapshot, author, options.context)
            review.take_in_pending()
            if marks:
                return MarkerWalk(review).run()
            code = _review(review, options, finish=finish, force=force, retry=retry)
        except KeyboardInterrupt:
            screen.print(screen.t("Stopped. To continue:\n  bareme resume {session_id}", session_id=session_id))
            return INTERRUPTED
        print_out_of_date(screen, review.snapshot)
        return code


def _review(review: Review, options: GradeOptions, *, finish: bool, force: bool, retry: bool) -> int:
    if finish:
        return review.finish(force=force)
    if not retry:
        return Walk(review).run()
    return report(review.screen, review.snapshot, options) if review.retry() else DONE
