"""`bareme grade`, and `bareme resume` before the review: from files to a graded session."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bareme.cli.display.faults import has_faults, models_to_check
from bareme.cli.display.json_output import print_json
from bareme.cli.display.names import copy_names
from bareme.cli.display.progress import shown_progress
from bareme.cli.display.results import show_results
from bareme.cli.display.rubric import show_rubric
from bareme.cli.exits import DONE, FAILED, INTERRUPTED, complain, os_error_message
from bareme.cli.export_files import write_files
from bareme.cli.grading.drafted_scheme import write_drafted_scheme
from bareme.cli.grading.exam_files import Exam, list_refusals, read_exam_files
from bareme.cli.grading.rubric import accept_sound_criteria, ask_rubric, faulty_questions
from bareme.cli.grading.scale_dialogue import Edit, ScaleDialogue
from bareme.cli.screen import Screen
from bareme.domain.copies import CopyStatus
from bareme.domain.money import Budget
from bareme.domain.scheme import GradingScheme
from bareme.errors import BaremeError, InvalidInput
from bareme.exports.material import State, state_of
from bareme.graphs.contract import GradingContext
from bareme.graphs.session_runner import EventListener, NextRun, SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import Json
from bareme.storage.erasure import erase_sessions
from bareme.storage.owners import LOCAL
from bareme.storage.session_lock import session_lock
from bareme.translation import Message


@dataclass(frozen=True)
class GradeOptions:
    """The options of `bareme grade` and `bareme resume`."""

    yes: bool = False
    edits: Sequence[Edit] = ()
    """Changes of scale and copies to send before anything is asked."""
    out: Path = Path()
    as_json: bool = False
    budget: Budget = field(default_factory=Budget)

    @property
    def context(self) -> GradingContext:
        """The context of further runs: a budget that may be higher than the session's."""
        return GradingContext(budget=self.budget)


def begin_session(screen: Screen, exam: Exam, options: GradeOptions) -> int:
    """Grade new files; return the exit code."""
    session_id = secrets.token_hex(4)
    with SessionRunner() as runner, session_lock(session_id):
        grading = _Grading(runner, screen, session_id, options)
        try:
            with screen.console.status(screen.t("Reading the files…")):
                read_exam_files(runner, session_id, exam)
        except (KeyboardInterrupt, BaremeError) as stop:
            return grading.interrupted_before_start(stop, exam)
        return grading.run()


def continue_session(screen: Screen, runner: SessionRunner, session_id: str, options: GradeOptions) -> int:
    """Continue a session that waits for its scale or its criteria, or was stopped; return the exit code."""
    return _Grading(runner, screen, session_id, options).run()


def report(screen: Screen, snapshot: SessionSnapshot, options: GradeOptions) -> int:
    """Write the files, print the results and the next steps; return the exit code."""
    assert snapshot.material is not None  # noqa: S101 - its copies are graded
    paths: list[Path] = []
    fault = ""
    try:
        paths = write_files(snapshot, options.out)
    except OSError as error:
        fault = screen.t(os_error_message(error))
    show_results(screen, snapshot)
    if fault:
        complain(
            screen.t("the files could not be written, but the results are kept: {reason}", reason=fault),
            screen.language,
        )
    else:
        screen.heading(screen.t("Files written"))
    for path in paths:
        screen.print(f"  {path}")
    screen.heading(screen.t("What next"))
    for way in _next_steps(snapshot, files_missing=bool(fault)):
        screen.print(screen.t(way))
    for model in models_to_check(snapshot):
        screen.print(screen.t("  bareme models {model}   check whether this model answers", model=model))
    if options.as_json:
        print_json(snapshot, files=paths)
    return FAILED if fault or has_faults(snapshot) else DONE


def _next_steps(snapshot: SessionSnapshot, *, files_missing: bool) -> Iterator[Message]:
    session_id = snapshot.session_id
    copies = snapshot.result.copies if snapshot.result else ()
    missing = any(state_of(copy) in {State.FAILED, State.WAITING} for copy in copies)
    in_review = snapshot.stage is Stage.REVIEW
    yield Message("  bareme show {session_id}     show these tables again", session_id=session_id)
    if in_review:
        for marker in snapshot.review_question.markers:
            yield Message(
                '  bareme resume {session_id} --as "{name}"   mark blind', session_id=session_id, name=marker.name
            )
        yield Message("  bareme resume {session_id}   decide and finish", session_id=session_id)
    if in_review and missing and not (snapshot.state.policy and snapshot.state.policy.by_hand):
        if snapshot.review_question.budget_reached:
            yield Message(
                "  bareme resume {session_id} --retry --max-calls N   raise the budget (or --max-dollars)",
                session_id=session_id,
            )
        else:
            yield Message("  bareme resume {session_id} --retry   grade what is missing", session_id=session_id)
    if files_missing:
        yield Message(
            "  bareme export {session_id} --format xlsx --out FOLDER/   write the files elsewhere",
            session_id=session_id,
        )


class _Grading:
    """The dialogue of one session, until it is graded or the teacher stops."""

    def __init__(self, runner: SessionRunner, screen: Screen, session_id: str, options: GradeOptions) -> None:
        self.runner = runner
        self.screen = screen
        self.session_id = session_id
        self.options = options
        self.exit_code = DONE
        self._scale = ScaleDialogue(screen, session_id, options.edits, yes=options.yes)

    def run(self) -> int:
        try:
            snapshot = self.runner.drive(self.session_id, self._decide, listening=self._show_progress)
        except KeyboardInterrupt:
            return self._interrupted()
        if snapshot.stage is Stage.FINISHED and snapshot.material is None:
            return write_drafted_scheme(self.screen, snapshot, self.options.out)
        if snapshot.stage in {Stage.REVIEW, Stage.FINISHED}:
            return report(self.screen, snapshot, self.options)
        if self.options.as_json:
            print_json(snapshot)
        return self.exit_code

    def _decide(self, snapshot: SessionSnapshot) -> NextRun | None:
        """Return the next run of the session, or None to leave it, with `exit_code` set."""
        match snapshot.stage:
            case Stage.SCALE:
                found = snapshot.scale_question
                value = self._ask(lambda: self._scale.answer(found))
            case Stage.RUBRIC:
                value = self._answer_rubric(snapshot)
            case Stage.STOPPED:
                return NextRun(None, self.options.context)
            case _:
                return None
        return None if value is None else answer(value, self.options.context)

    def _answer_rubric(self, snapshot: SessionSnapshot) -> Json | None:
        found = snapshot.rubric_question
        show_rubric(self.screen, found)
        if found.error:
            self.screen.print(self.screen.t("Refused: {reason}", reason=found.error), style="red")
        if self.options.yes:
            dropped = ", ".join(faulty_questions(found))
            if dropped:
                self.screen.print(
                    self.screen.t("No sound draft, so marked without criteria: {questions}", questions=dropped),
                    style="yellow",
                )
            return accept_sound_criteria(found)
        scheme = GradingScheme.model_validate(snapshot.state.scheme)
        return self._ask(lambda: ask_rubric(self.screen, found, scheme))

    def _ask(self, ask: Callable[[], Json | None]) -> Json | None:
        try:
            typed = ask()
        except InvalidInput as error:
            self._fail(error.explain(self.screen.language))
            return None
        except EOFError:
            self._fail(
                self.screen.t(
                    "nobody is there to answer: confirm with --yes, or resume later:\n  bareme resume {session_id}",
                    session_id=self.session_id,
                )
            )
            return None
        if typed is None:
            self.screen.print(
                self.screen.t("Stopped. To continue:\n  bareme resume {session_id}", session_id=self.session_id)
            )
        return typed

    def _fail(self, message: str) -> None:
        complain(message, self.screen.language)
        self.exit_code = FAILED

    @contextmanager
    def _show_progress(self, snapshot: SessionSnapshot) -> Iterator[EventListener]:
        if snapshot.state.policy and snapshot.state.policy.by_hand:
            yield lambda _: None  # nothing is graded
            return
        proposed = snapshot.state.analysis.current_copies if snapshot.state.analysis else ()
        names = copy_names(self.screen, proposed)
        with shown_progress(self.screen, names) as on_event:
            yield on_event

    def _interrupted(self) -> int:
        """Print what is kept and how to continue."""
        result = self.runner.snapshot(self.session_id).result
        if result is None:
            self.screen.print(
                self.screen.t("Stopped. To continue:\n  bareme resume {session_id}", session_id=self.session_id)
            )
        else:
            complete = sum(copy.status is CopyStatus.COMPLETE for copy in result.copies)
            done = self.screen.t.ngettext(
                "{n} copy of {total}", "{n} copies of {total}", complete, total=len(result.copies)
            )
            self.screen.print(
                self.screen.t(
                    "Stopped. What is graded is kept ({done}). To continue:\n  bareme resume {session_id}",
                    done=done,
                    session_id=self.session_id,
                )
            )
        return INTERRUPTED

    def interrupted_before_start(self, stop: KeyboardInterrupt | BaremeError, exam: Exam) -> int:
        """End a session while its files are read. If its settings are not frozen yet, it is dropped."""
        interrupted = isinstance(stop, KeyboardInterrupt)
        if self.runner.snapshot(self.session_id).stage is not Stage.NEW:
            if interrupted:
                return self._interrupted()
            raise stop
        refusals = [] if interrupted else self.runner.run(list_refusals(exam, self.screen.language))
        self.runner.run(erase_sessions({self.session_id: LOCAL}))
        if interrupted:
            self.screen.print(
                self.screen.t(
                    "Stopped before the session began: there is nothing to resume, run the same command again."
                )
            )
            return INTERRUPTED
        if not refusals:
            raise stop
        for name, reason in refusals:
            complain(self.screen.t("“{name}” is not graded: {reason}", name=name, reason=reason), self.screen.language)
        return FAILED
