"""What is computed from attempts and decisions: results, statistics, calibration and usage."""

from collections.abc import Sequence

from bareme.domain.calibration.report import CalibrationReport, calibrate
from bareme.domain.calibration.severity import GraderSeverity, blind, severity_of
from bareme.domain.copies import CopyStatus
from bareme.domain.results import CopyResult
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, session_result
from bareme.errors import SecretChanged
from bareme.graphs.early_decisions import take_inbox
from bareme.graphs.events import Counts
from bareme.graphs.grader_key import sealing_key
from bareme.graphs.revisions import changed_copies, next_revision
from bareme.graphs.session_cache import session_cache
from bareme.graphs.state import ConfirmedState, Json, dump
from bareme.graphs.validation_cache import dump_once


def aggregation(state: ConfirmedState) -> tuple[Json, SessionResult]:
    """Return the update of the state, and the result in it."""
    state, taken = take_inbox(state)
    session = state.graded_session()
    result = session_result(session, state.comparisons, session_cache(session.session_id).results)
    calibration = calibration_of(state, session, result)
    changed = changed_copies(state.results, result.copies)
    parts = [*changed, *(["absent"] if state.absent != list(result.absent) else [])]
    return {
        **taken,
        "changed_in": next_revision(state.changed_in, parts),
        "results": dump_once(session.session_id, "results", result.copies),
        "absent": [dump(student) for student in result.absent],
        "statistics": dump(result.statistics),
        "open_questions": sum(question.is_open for copy in result.copies for question in copy.questions.values()),
        "calibration": dump(calibration) if calibration else None,
        "usage": dump(result.usage),
        "results_current": True,
        "results_revision": state.revision,
    }, result


def calibration_of(state: ConfirmedState, session: GradedSession, result: SessionResult) -> CalibrationReport | None:
    """Return the calibration report of the state's session as far as `result` goes, None if calibration is off."""
    severities, warnings = _severities(state, session)
    return calibrate(session, result, severities=severities, warnings=(*state.same_answers.warnings, *warnings))


def _severities(state: ConfirmedState, session: GradedSession) -> tuple[tuple[GraderSeverity, ...], tuple[str, ...]]:
    """Return the graders' severities, without names; if it cannot be told who is who, none, with the reason."""
    if state.policy.calibration == "off":
        return (), ()
    versions = {copy_id: progress.scheme_version for copy_id, progress in state.progress.items()}
    schemes, copy_ids = (state.scheme, state.earlier_schemes), list(state.copies)
    inputs = (state.attempts, schemes, copy_ids, versions, state.grader_key, sealing_key())
    known = session_cache(session.session_id).severities
    try:
        return known.get_or_compute("blind", inputs, lambda: blind(severity_of(session, state.labels))), ()
    except SecretChanged as error:
        return (), (error.explain(state.policy.language),)


def count_copies(copies: Sequence[CopyResult]) -> Counts:
    """Return the number of copies in each state."""
    statuses = [copy.status for copy in copies]
    completed, failed = statuses.count(CopyStatus.COMPLETE), statuses.count(CopyStatus.FAILED)
    return Counts(total=len(statuses), completed=completed, failed=failed, remaining=len(statuses) - completed - failed)
