"""`bareme grade` and the first half of `bareme resume`: from files to a graded session, as far as the teacher goes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bareme.cli.confirm import ask_scale, first_complete
from bareme.cli.exits import DONE, FAILED, INTERRUPTED, complain, describe_os_error
from bareme.cli.grading.exam_files import Exam, list_refusals, read_exam_files
from bareme.cli.grading.proposal import show_found
from bareme.cli.grading.rubric import accept_what_is_sound, ask_rubric, faulty_questions, show_rubric
from bareme.cli.running import Desk
from bareme.cli.screen import Screen
from bareme.cli.sessions.export_files import write_files
from bareme.cli.sessions.faults import faults_of, models_to_check
from bareme.cli.sessions.json_output import print_json
from bareme.cli.sessions.marks_table import copy_name
from bareme.cli.sessions.progress import shown_progress
from bareme.cli.sessions.results import show_results
from bareme.cli.sessions.session import SessionSnapshot, Stage, Work, advance, answer, look_up
from bareme.cli.sessions.session_lock import session_lock
from bareme.cli.wording import count
from bareme.domain.copies import CopyStatus
from bareme.domain.money import Budget
from bareme.domain.scheme import GradingScheme
from bareme.errors import BaremeError
from bareme.graphs.contract import GradingContext
from bareme.graphs.state import Json, dump


@dataclass(frozen=True)
class GradeOptions:
    """How far a command goes without asking, and where its files go."""

    yes: bool = False
    scheme: GradingScheme | None = None
    out: Path = Path()
    as_json: bool = False
    budget: Budget = field(default_factory=Budget)

    @property
    def context(self) -> GradingContext:
        """What the next runs are sent: a budget that may be higher than the session's."""
        return GradingContext(budget=self.budget)


def begin_session(screen: Screen, exam: Exam, options: GradeOptions) -> int:
    """Grade new files; return the exit code."""
    session_id = secrets.token_hex(4)
    with Desk() as desk, session_lock(session_id):
        work = _Work(desk, screen, session_id, options)
        try:
            with screen.console.status(screen.text("reading")):
                snapshot = desk.run(read_exam_files(desk, session_id, exam, options.scheme))
        except (KeyboardInterrupt, BaremeError) as stop:
            return work.interrupted_before_start(stop, exam)
        return work.go_on(snapshot)


def continue_session(screen: Screen, desk: Desk, snapshot: SessionSnapshot, options: GradeOptions) -> int:
    """Go on with a session that waits for its scale or its criteria, or was stopped; return the exit code."""
    return _Work(desk, screen, snapshot.session_id, options).go_on(snapshot)


def report(screen: Screen, snapshot: SessionSnapshot, options: GradeOptions) -> int:
    """Write the files, show the results and how to go on; return the exit code."""
    assert snapshot.graded is not None  # noqa: S101 - its copies are graded
    paths: list[Path] = []
    fault = ""
    try:
        paths = write_files(snapshot.graded, options.out)
    except OSError as error:
        fault = describe_os_error(error, screen.language)
    show_results(screen, snapshot)
    if fault:
        complain(screen.text("files_not_written", reason=fault), screen.language)
    else:
        screen.heading("files_heading")
    for path in paths:
        screen.print(f"  {path}")
    screen.heading("how_on")
    for key in [*_ways_on(snapshot), *(["how_export"] if fault else [])]:
        screen.say(key, session_id=snapshot.session_id)
    for model in models_to_check(snapshot):
        screen.say("how_check", model=model)
    if options.as_json:
        print_json(snapshot, files=paths)
    return FAILED if fault or faults_of(snapshot) else DONE


def _ways_on(snapshot: SessionSnapshot) -> list[str]:
    copies = snapshot.result.copies if snapshot.result else ()
    missing = any(copy.status in {CopyStatus.FAILED, CopyStatus.WAITING} for copy in copies)
    in_review = snapshot.stage is Stage.REVIEW
    retry = "how_raise" if in_review and snapshot.review_question.budget_reached else "how_retry"
    return ["how_show", *(["how_review"] if in_review else []), *([retry] if in_review and missing else [])]


class _Work:
    """One session on the desk, from question to question until it is graded or the teacher stops."""

    def __init__(self, desk: Desk, screen: Screen, session_id: str, options: GradeOptions) -> None:
        self.desk = desk
        self.screen = screen
        self.session_id = session_id
        self.options = options

    def go_on(self, snapshot: SessionSnapshot) -> int:
        try:
            while snapshot.stage in {Stage.SCALE, Stage.RUBRIC, Stage.STOPPED}:
                work = self._answer(snapshot)
                if isinstance(work, int):
                    return self._leave(snapshot, work)
                snapshot = self._run(snapshot, work)
        except KeyboardInterrupt:
            return self._interrupted()
        return report(self.screen, snapshot, self.options)

    def _answer(self, snapshot: SessionSnapshot) -> Work | int:
        """Return what the session goes on with, or the exit code where it does not."""
        match snapshot.stage:
            case Stage.SCALE:
                return self._answer_scale(snapshot)
            case Stage.RUBRIC:
                return self._answer_rubric(snapshot)
            case _:
                return None

    def _leave(self, snapshot: SessionSnapshot, code: int) -> int:
        """Leave the session as it stands."""
        if self.options.as_json:
            print_json(snapshot)
        return code

    def _answer_scale(self, snapshot: SessionSnapshot) -> Work | int:
        """Return the answer to the question about the scale, or the exit code where there is none."""
        found = snapshot.scale_question
        if found.error and (self.options.yes or self.options.scheme):
            complain(found.error, self.screen.language)
            return FAILED
        if found.error:
            self.screen.say("scale_refused", style="red", reason=found.error)
        else:
            self.screen.say("session", session_id=self.session_id, name=found.session_name, style="bold")
            show_found(self.screen, found)
        if self.options.scheme and not found.error:
            return answer({"scheme": dump(self.options.scheme)})
        if self.options.yes:
            return self._accept_best(snapshot)
        return self._ask(lambda: ask_scale(self.screen, found))

    def _answer_rubric(self, snapshot: SessionSnapshot) -> Work | int:
        """Return the answer to the question about the criteria, or the exit code where there is none."""
        found = snapshot.rubric_question
        show_rubric(self.screen, found)
        if found.error:
            self.screen.say("rubric_refused", style="red", reason=found.error)
        if self.options.yes:
            dropped = ", ".join(faulty_questions(found))
            if dropped:
                self.screen.say("rubric_dropped_all", style="yellow", questions=dropped)
            return answer(accept_what_is_sound(found))
        scheme = GradingScheme.model_validate(snapshot.state.scheme)
        return self._ask(lambda: ask_rubric(self.screen, found, scheme))

    def _ask(self, ask: Callable[[], Json | None]) -> Work | int:
        try:
            typed = ask()
        except EOFError:
            complain(self.screen.text("nobody_answers", session_id=self.session_id), self.screen.language)
            return FAILED
        if typed is None:
            self.screen.say("interrupted_waiting", session_id=self.session_id)
            return DONE
        return answer(typed)

    def _accept_best(self, snapshot: SessionSnapshot) -> Work | int:
        best = first_complete(snapshot.scale_question)
        if best is None:
            complain(self.screen.text("no_scale", session_id=self.session_id), self.screen.language)
            return FAILED
        return answer({"candidate": best})

    def _run(self, snapshot: SessionSnapshot, work: Work) -> SessionSnapshot:
        proposed = snapshot.state.analysis.copies if snapshot.state.analysis else ()
        names = {copy.copy_id: copy_name(self.screen, copy.copy_id, copy.student) for copy in proposed}
        with shown_progress(self.screen, names) as follow:
            going = advance(self.desk.graph, self.session_id, work, on_event=follow, context=self.options.context)
            return self.desk.run(going)

    def _interrupted(self) -> int:
        """Say what is kept and how to go on."""
        snapshot = self.desk.run(look_up(self.desk.graph, self.session_id))
        result = snapshot.result if snapshot else None
        if result is None:
            self.screen.say("interrupted_waiting", session_id=self.session_id)
        else:
            complete = sum(copy.status is CopyStatus.COMPLETE for copy in result.copies)
            done = count(complete, "copy_of", self.screen.language, total=len(result.copies))
            self.screen.say("interrupted", done=done, session_id=self.session_id)
        return INTERRUPTED

    def interrupted_before_start(self, stop: KeyboardInterrupt | BaremeError, exam: Exam) -> int:
        """End a session that may not have begun. Its settings are frozen with its first step: before, it is dropped."""
        snapshot = self.desk.run(look_up(self.desk.graph, self.session_id))
        if snapshot and snapshot.began:
            if isinstance(stop, KeyboardInterrupt):
                return self._interrupted()
            raise stop
        self.desk.run(self._drop())
        if isinstance(stop, KeyboardInterrupt):
            self.screen.say("nothing_begun")
            return INTERRUPTED
        refusals = self.desk.run(list_refusals(exam, self.screen.language))
        if not refusals:
            raise stop
        for name, reason in refusals:
            complain(self.screen.text("refused_file", name=name, reason=reason), self.screen.language)
        return FAILED

    async def _drop(self) -> None:
        saver = self.desk.graph.checkpointer
        assert saver is not None and not isinstance(saver, bool)  # noqa: S101, PT018 - the desk's own
        await saver.adelete_thread(self.session_id)
