"""The result of a graded session: the results and ranks of all copies, and the class statistics."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from pydantic import Field

from bareme.domain.answer_groups.same_answers import unequal_answers
from bareme.domain.attempts import Attempt, Flag, attempts_by_copy, papers_left_out
from bareme.domain.class_statistics import session_statistics
from bareme.domain.comparison import Comparison, compare
from bareme.domain.copies import Copy, CopyFlag, Student
from bareme.domain.decisions import CurrentDecisions, Decision, copy_of, current_decisions
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.identity import People, absent_students
from bareme.domain.money import Usage, total_usage
from bareme.domain.policy import Reveal
from bareme.domain.result_cache import LatestValues, ResultCache
from bareme.domain.results import CopyResult, copy_result
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.statistics import SessionStatistics, ranks


class _CopyInputs(NamedTuple):
    """What the result of one copy is computed from, beside what all copies have in common."""

    copy: Copy
    progress: CopyProgress
    attempts: Sequence[Attempt]
    looks: Sequence[Attempt]
    comparison: Comparison
    decisions: Sequence[Decision]


class SessionResult(FrozenModel):
    """The results of all copies and the class statistics."""

    copies: tuple[CopyResult, ...] = Field(description="In the roster's order; those of other people come last.")
    absent: tuple[Student, ...] = Field((), description="Students of the roster without a copy, in its order.")
    statistics: SessionStatistics
    scheme: GradingScheme = Field(description="The scheme version of the ranks and statistics.")
    usage: Usage = Field(Usage(), description="Usage of all attempts and of the calls for the whole session.")


def compare_copy(session: GradedSession, copy_id: str, attempts: Sequence[Attempt]) -> Comparison:
    """Return the comparison of a copy's attempts under its version of the scheme."""
    scheme, policy = session.scheme_of(copy_id), session.policy
    valid = session.valid_attempts(copy_id, attempts)
    return compare(copy_id, scheme, valid, policy.comparison, expected=policy.attempts_per_copy)


def compare_session(session: GradedSession, known: Mapping[str, Comparison] | None = None) -> dict[str, Comparison]:
    """Return the comparison of every copy by copy id, reusing those in `known`."""
    known = known or {}
    by_copy = attempts_by_copy(session.attempts)
    return {
        copy.copy_id: known.get(copy.copy_id) or compare_copy(session, copy.copy_id, by_copy[copy.copy_id])
        for copy in session.copies
    }


def session_result(
    session: GradedSession,
    comparisons: Mapping[str, Comparison] | None = None,
    cache: ResultCache | None = None,
) -> SessionResult:
    """Return the results of all copies in the roster's order, with ranks, class statistics and usage.

    `comparisons` are the results of `compare_session`, if the caller has them: computing them is most of the work.
    `cache` has the results of earlier calls for the session.
    """
    decisions = current_decisions(session.decisions)
    known = (cache or ResultCache()).under((session.policy, session.schemes, session.finished))
    results = list(_own_results(session, compare_session(session, comparisons), known))
    scheme = reference_scheme(session, results)
    positions = ranks([result.total if result.is_comparable(scheme) else None for result in results])
    flags, unequal = _copy_flags(session, results, decisions), _unequal_answers(session, results)
    copies = tuple(
        known.get_or_compute((result.copy_id, "in class"), place, partial(_in_class, *place))
        for result, rank in zip(results, positions, strict=True)
        for place in [(result, rank, flags[result.copy_id], unequal[result.copy_id])]
    )
    listed = People(session.roster)
    return SessionResult(
        copies=tuple(sorted(copies, key=lambda copy: listed.place(copy.student))),
        absent=absent_students(session.roster, (copy.student for copy in copies if copy.student)),
        statistics=session_statistics(scheme, copies),
        scheme=scheme,
        usage=total_usage((session.shared_usage, *(copy.usage for copy in copies))),
    )


def _own_results(
    session: GradedSession, comparisons: Mapping[str, Comparison], known: LatestValues[CopyResult]
) -> Iterator[CopyResult]:
    """Yield what of each copy's result depends on that copy alone."""
    attempts, looks = attempts_by_copy(session.attempts), attempts_by_copy(session.second_looks)
    decisions: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in session.decisions:
        decisions[copy_of(decision)].append(decision)
    for copy in session.copies:
        i = copy.copy_id
        progress = session.progress.get(i, CopyProgress())
        own = _CopyInputs(copy, progress, attempts[i], looks[i], comparisons[i], decisions[i])
        yield known.get_or_compute((i, "alone"), own, partial(_own_result, session, own))


def _own_result(session: GradedSession, own: _CopyInputs) -> CopyResult:
    copy_id = own.copy.copy_id
    result = copy_result(
        own.copy,
        own.progress,
        scheme=session.scheme_of(copy_id),
        policy=session.policy,
        attempts=session.valid_attempts(copy_id, own.attempts),
        comparison=own.comparison,
        decisions=current_decisions(own.decisions),
        hide=session.policy.reveal is Reveal.AFTER_DECISION and not session.finished,
        # Markers are blind to each other's marks, also in a session that was finished and may be reopened.
        marks_needed=session.policy.attempts_per_copy if session.policy.markers else 0,
    )
    usage = total_usage((own.progress.wasted or Usage(), *(one.usage for one in (*own.attempts, *own.looks))))
    return result.model_copy(update={"usage": usage})


def _unequal_answers(session: GradedSession, results: Sequence[CopyResult]) -> defaultdict[str, frozenset[str]]:
    """Return by copy id the questions whose answer has a different mark on another copy."""
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    points = points_by_question(session.scheme, results, session.same_answers)
    for copy_id, question_id in unequal_answers(session.same_answers, points):
        found[copy_id] |= {question_id}
    return found


def _in_class(result: CopyResult, rank: int | None, flags: tuple[CopyFlag, ...], unequal: frozenset[str]) -> CopyResult:
    """Return the result with what depends on the other copies."""
    flagged = {
        i: q.model_copy(update={"flags": tuple(sorted({*q.flags, Flag.SAME_ANSWER_OTHER_MARK}))})
        for i, q in result.questions.items()
        if i in unequal
    }
    questions = {**result.questions, **flagged}
    return result.model_copy(update={"rank": rank, "flags": flags, "questions": questions})


def points_by_question(
    scheme: GradingScheme, results: Iterable[CopyResult], question_ids: Container[str]
) -> dict[str, dict[str, Decimal]]:
    """Return the points to compare across copies, by question id, of those asked for, and copy id.

    Marks are left out if the question has a different maximum in the copy's version of the scheme.
    """
    maxima = {leaf.id: leaf.maximum for leaf in scheme.leaves() if leaf.id in question_ids}
    points: dict[str, dict[str, Decimal]] = {question_id: {} for question_id in maxima}
    for result in results if maxima else ():
        for question_id, question in result.questions.items():
            if question.value is not None and question.maximum == maxima.get(question_id):
                points[question_id][result.copy_id] = question.value
    return points


def reference_scheme(session: GradedSession, results: Sequence[CopyResult]) -> GradingScheme:
    """Return the version that the class is compared under: the latest version of any copy that has a total."""
    versions = [result.scheme_version for result in results if result.total is not None]
    return session.schemes.get(max(versions, default=session.scheme.version), session.scheme)


def _copy_flags(
    session: GradedSession, results: Sequence[CopyResult], decisions: CurrentDecisions
) -> dict[str, tuple[CopyFlag, ...]]:
    """Return the flags of each copy: its unresolved flags and those that depend on other copies."""
    owners = People(result.student for result in results if result.student)
    by_copy = attempts_by_copy(session.attempts)
    flags: dict[str, tuple[CopyFlag, ...]] = {}
    for result in results:
        own = set(result.flags) - {CopyFlag.DUPLICATE_STUDENT}
        if result.copy_id in decisions.students:
            own.discard(CopyFlag.NAME_UNCERTAIN)
        owner = result.student
        if owner and len(owners.places(owner)) > 1:
            own.add(CopyFlag.DUPLICATE_STUDENT)
        if result.scheme_version < session.scheme.version:
            own.add(CopyFlag.OLDER_SCHEME)
        if papers_left_out(by_copy[result.copy_id]):
            own.add(CopyFlag.PAPERS_LEFT_OUT)
        flags[result.copy_id] = tuple(sorted(own))
    return flags
