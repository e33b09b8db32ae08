"""`bareme grade` and the first half of `bareme resume`: from files to a graded session, as far as the teacher goes."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bareme.cli.display.faults import faults_of, models_to_check
from bareme.cli.display.json_output import print_json
from bareme.cli.display.marks_table import copy_name
from bareme.cli.display.progress import shown_progress
from bareme.cli.display.proposal import show_found
from bareme.cli.display.results import show_results
from bareme.cli.display.rubric import show_rubric
from bareme.cli.exits import DONE, FAILED, INTERRUPTED, complain, describe_os_error
from bareme.cli.export_files import write_files
from bareme.cli.grading.exam_files import Exam, list_refusals, read_exam_files
from bareme.cli.grading.rubric import accept_what_is_sound, ask_rubric, faulty_questions
from bareme.cli.grading.scale_question import ask_scale, first_complete
from bareme.cli.screen import Screen
from bareme.cli.wording import count
from bareme.domain.copies import CopyStatus
from bareme.domain.money import Budget
from bareme.domain.scheme import GradingScheme
from bareme.errors import BaremeError
from bareme.graphs.contract import GradingContext
from bareme.graphs.session_runner import EventListener, NextRun, SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import Json, dump
from bareme.storage.session_lock import session_lock


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
    with SessionRunner() as runner, session_lock(session_id):
        grading = _Grading(runner, screen, session_id, options)
        try:
            with screen.console.status(screen.text("reading")):
                read_exam_files(runner, session_id, exam, options.scheme)
        except (KeyboardInterrupt, BaremeError) as stop:
            return grading.interrupted_before_start(stop, exam)
        return grading.run()


def continue_session(screen: Screen, runner: SessionRunner, session_id: str, options: GradeOptions) -> int:
    """Go on with a session that waits for its scale or its criteria, or was stopped; return the exit code."""
    return _Grading(runner, screen, session_id, options).run()


def report(screen: Screen, snapshot: SessionSnapshot, options: GradeOptions) -> int:
    """Write the files, show the results and how to go on; return the exit code."""
    assert snapshot.material is not None  # noqa: S101 - its copies are graded
    paths: list[Path] = []
    fault = ""
    try:
        paths = write_files(snapshot.material, options.out)
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


class _Grading:
    """One session, from question to question until it is graded or the teacher stops."""

    def __init__(self, runner: SessionRunner, screen: Screen, session_id: str, options: GradeOptions) -> None:
        self.runner = runner
        self.screen = screen
        self.session_id = session_id
        self.options = options
        self.exit_code = DONE

    def run(self) -> int:
        try:
            snapshot = self.runner.drive(self.session_id, self._decide, listening=self._show_progress)
        except KeyboardInterrupt:
            return self._interrupted()
        if snapshot.stage in {Stage.REVIEW, Stage.FINISHED}:
            return report(self.screen, snapshot, self.options)
        if self.options.as_json:
            print_json(snapshot)
        return self.exit_code

    def _decide(self, snapshot: SessionSnapshot) -> NextRun | None:
        """Return what the session is run with next; None leaves it as it stands, with `exit_code` set."""
        match snapshot.stage:
            case Stage.SCALE:
                value = self._answer_scale(snapshot)
            case Stage.RUBRIC:
                value = self._answer_rubric(snapshot)
            case Stage.STOPPED:
                return NextRun(None, self.options.context)
            case _:
                return None
        return None if value is None else answer(value, self.options.context)

    def _answer_scale(self, snapshot: SessionSnapshot) -> Json | None:
        found = snapshot.scale_question
        if found.error and (self.options.yes or self.options.scheme):
            self._fail(found.error)
            return None
        if found.error:
            self.screen.say("scale_refused", style="red", reason=found.error)
        else:
            self.screen.say("session", session_id=self.session_id, name=found.session_name, style="bold")
            show_found(self.screen, found)
        if self.options.scheme and not found.error:
            return {"scheme": dump(self.options.scheme)}
        if not self.options.yes:
            return self._ask(lambda: ask_scale(self.screen, found))
        best = first_complete(found)
        if best is None:
            self._fail(self.screen.text("no_scale", session_id=self.session_id))
            return None
        return {"candidate": best}

    def _answer_rubric(self, snapshot: SessionSnapshot) -> Json | None:
        found = snapshot.rubric_question
        show_rubric(self.screen, found)
        if found.error:
            self.screen.say("rubric_refused", style="red", reason=found.error)
        if self.options.yes:
            dropped = ", ".join(faulty_questions(found))
            if dropped:
                self.screen.say("rubric_dropped_all", style="yellow", questions=dropped)
            return accept_what_is_sound(found)
        scheme = GradingScheme.model_validate(snapshot.state.scheme)
        return self._ask(lambda: ask_rubric(self.screen, found, scheme))

    def _ask(self, ask: Callable[[], Json | None]) -> Json | None:
        try:
            typed = ask()
        except EOFError:
            self._fail(self.screen.text("nobody_answers", session_id=self.session_id))
            return None
        if typed is None:
            self.screen.say("interrupted_waiting", session_id=self.session_id)
        return typed

    def _fail(self, message: str) -> None:
        complain(message, self.screen.language)
        self.exit_code = FAILED

    @contextmanager
    def _show_progress(self, snapshot: SessionSnapshot) -> Iterator[EventListener]:
        proposed = snapshot.state.analysis.copies if snapshot.state.analysis else ()
        names = {copy.copy_id: copy_name(self.screen, copy.copy_id, copy.student) for copy in proposed}
        with shown_progress(self.screen, names) as on_event:
            yield on_event

    def _interrupted(self) -> int:
        """Say what is kept and how to go on."""
        result = self.runner.snapshot(self.session_id).result
        if result is None:
            self.screen.say("interrupted_waiting", session_id=self.session_id)
        else:
            complete = sum(copy.status is CopyStatus.COMPLETE for copy in result.copies)
            done = count(complete, "copy_of", self.screen.language, total=len(result.copies))
            self.screen.say("interrupted", done=done, session_id=self.session_id)
        return INTERRUPTED

    def interrupted_before_start(self, stop: KeyboardInterrupt | BaremeError, exam: Exam) -> int:
        """End a session while its files are read. If its settings are not frozen yet, it is dropped."""
        interrupted = isinstance(stop, KeyboardInterrupt)
        if self.runner.snapshot(self.session_id).stage is not Stage.NEW:
            if interrupted:
                return self._interrupted()
            raise stop
        self.runner.drop(self.session_id)
        if interrupted:
            self.screen.say("nothing_begun")
            return INTERRUPTED
        refusals = self.runner.run(list_refusals(exam, self.screen.language))
        if not refusals:
            raise stop
        for name, reason in refusals:
            complain(self.screen.text("refused_file", name=name, reason=reason), self.screen.language)
        return FAILED
