"""The result of a question of a copy: its current mark, computed from attempts and decisions."""

from collections.abc import Collection, Mapping, Sequence

from pydantic import Field

from bareme.domain.attempts import Attempt, CriterionMark, Flag, Mark, MarkStatus, slot_name
from bareme.domain.comparison import QuestionComparison
from bareme.domain.copies import CopyStatus
from bareme.domain.decisions import MarkDecision, MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points
from bareme.domain.scheme import Question


class CriterionResult(FrozenModel):
    """The current points of one criterion, and the words on it."""

    criterion_id: str
    points: Points | None = Field(None, description="None while it is not decided.")
    evidence: str = ""
    feedback: str = Field("", description="For the student: the teacher's, or else that of the mark.")


class QuestionResult(FrozenModel):
    """The current mark of one question of one copy."""

    question_id: str
    maximum: Points
    status: MarkStatus
    source: MarkSource
    points: Points | None = Field(None, description="The decided points or the consensus, if any.")
    provisional: Points | None = Field(None, description="Points shown until a decision; None if `points` is set.")
    feedback: str = ""
    label: str = Field("", description="The blind label of the grader whose feedback is shown.")
    try_index: int = Field(0, description="The try of that grader, or 0 if there is none.")
    criteria: tuple[CriterionResult, ...] = Field(
        (), description="The criteria with points or feedback, in their order; all of them while some are missing."
    )
    missing_criteria: tuple[str, ...] = Field(
        (), description="Ids of the criteria still to be decided, once a person has decided others."
    )
    author: str = Field("", description="The person who decided, if any.")
    flags: tuple[Flag, ...] = ()
    scheme_version: int | None = Field(
        None, description="The scheme version under which the mark was given; None if there is no mark."
    )
    hidden: bool = Field(
        default=False, description="Whether the graders' marks are withheld until a person has decided."
    )

    @property
    def value(self) -> Points | None:
        """`points`, or the provisional points if there are none."""
        return self.points if self.points is not None else self.provisional

    @property
    def is_excused(self) -> bool:
        """Whether the student is excused from the question: it has no points and is not in the maximum."""
        return self.status is MarkStatus.EXCUSED

    @property
    def is_open(self) -> bool:
        """Whether a mark is still to be decided: there is neither a decision nor a consensus."""
        return self.source is MarkSource.NONE_YET and not self.is_excused

    @property
    def is_unread(self) -> bool:
        """Whether a grader could not read the answer and no person has decided: its 0 is not a judgement."""
        return Flag.UNREADABLE in self.flags and not self.author


_REVEALING_FLAGS = {Flag.DISAGREEMENT, Flag.UNREADABLE, Flag.MISSING_ANSWER, Flag.NOT_TREATED}
"""Flags that reveal the graders' marks or their differences; withheld as long as the marks are."""


def displayed_mark(marks: list[tuple[Attempt, Mark]], decision: MarkDecision | None) -> tuple[Attempt, Mark] | None:
    """Return the mark whose feedback is shown: the chosen one, else the first with points, else the first."""

    def order(pair: tuple[Attempt, Mark]) -> tuple[bool, bool, str, int]:
        attempt, mark = pair
        chosen = decision is not None and attempt.slot == (decision.label, decision.try_index)
        return not chosen, not mark.status.has_points, *attempt.slot

    return min(marks, key=order, default=None)


def question_result(
    leaf: Question,
    comparison: QuestionComparison,
    marks: list[tuple[Attempt, Mark]],
    decision: MarkDecision | None,
    *,
    feedback: str | None,
    criterion_feedback: Mapping[str, str],
    copy_status: CopyStatus,
    excused: bool,
    hide: bool,
) -> QuestionResult:
    """Return the result of a question. If `hide` is set, the graders' marks are withheld until it is decided.

    `decision` may be partial. `criterion_feedback` is the teacher's, by criterion id.
    """
    if excused:
        return QuestionResult(
            question_id=leaf.id,
            maximum=leaf.maximum,
            status=MarkStatus.EXCUSED,
            source=MarkSource.NONE_YET,
            feedback=feedback or "",
        )
    missing = _missing_criteria(leaf, decision)
    begun, decision = (decision, None) if decision and decision.is_partial else (None, decision)
    attempt, mark = displayed_mark(marks, decision) or (None, None)
    flags = set(comparison.flags)
    if mark:
        status = mark.status
    elif copy_status is CopyStatus.FAILED:
        # The copy failed before any attempt was recorded, so no mark is pending.
        status = MarkStatus.FAILED
        flags = flags - {Flag.WAITING} | {Flag.FAILED}
    else:
        status = MarkStatus.WAITING
    hidden = hide and not decision
    if hidden:
        flags -= _REVEALING_FLAGS
        status = MarkStatus.GRADED if status.has_points else status
    result = QuestionResult(
        question_id=leaf.id,
        maximum=leaf.maximum,
        status=status,
        source=MarkSource.NONE_YET,
        feedback=feedback or "",
        flags=tuple(sorted(flags)),
        scheme_version=attempt.scheme_version if attempt else None,
        hidden=hidden,
    )
    shown: dict[str, object] = {}
    by_criterion: Sequence[CriterionMark] = ()
    if not hidden:
        shown = _as_decided(decision, mark, feedback) if decision else _as_graded(comparison, marks, mark, feedback)
        by_criterion = decision.criteria if decision else _graded_criteria(comparison, marks, mark)
        if attempt:
            shown |= {"label": attempt.label, "try_index": attempt.try_index}
    if missing and begun:
        by_criterion = begun.criteria
        shown |= {"points": None, "provisional": None, "source": MarkSource.NONE_YET, "status": MarkStatus.WAITING}
    criteria = _criterion_results(leaf, by_criterion, criterion_feedback, missing)
    return result.model_copy(update={**shown, "criteria": criteria, "missing_criteria": missing})


def _missing_criteria(question: Question, decision: MarkDecision | None) -> tuple[str, ...]:
    """Return the ids of the criteria that a person has yet to decide, if she has decided others."""
    if decision is None or not decision.is_partial:
        return ()
    given = {mark.criterion_id for mark in decision.criteria}
    return tuple(criterion.id for criterion in question.criteria if criterion.id not in given)


def _criterion_results(
    question: Question, marks: Sequence[CriterionMark], own: Mapping[str, str], missing: Collection[str]
) -> tuple[CriterionResult, ...]:
    """Return the criteria that have points or feedback, or are missing. `own` is the teacher's feedback."""
    given = {mark.criterion_id: mark for mark in marks}
    return tuple(
        CriterionResult(
            criterion_id=criterion.id,
            points=mark.points if mark else None,
            evidence=mark.evidence if mark else "",
            feedback=own.get(criterion.id, mark.feedback if mark else ""),
        )
        for criterion in question.criteria
        if (mark := given.get(criterion.id)) or criterion.id in own or criterion.id in missing
    )


def _graded_criteria(
    comparison: QuestionComparison, marks: list[tuple[Attempt, Mark]], mark: Mark | None
) -> tuple[CriterionMark, ...]:
    """Return the criteria of the displayed mark; if graders differ, with the feedback of each."""
    if mark is None or comparison.consensus is not None:
        return mark.criteria if mark else ()
    given: dict[str, dict[str, str]] = {}
    for attempt, other in marks:
        for criterion in other.criteria:
            given.setdefault(criterion.criterion_id, {})[slot_name(attempt.slot)] = criterion.feedback
    return tuple(
        criterion.model_copy(update={"feedback": _labelled(given[criterion.criterion_id])})
        for criterion in mark.criteria
    )


def _as_decided(decision: MarkDecision, mark: Mark | None, feedback: str | None) -> dict[str, object]:
    """Return the fields of a question that a person decided."""
    texts = (feedback, decision.feedback, mark and mark.feedback)
    return {
        "points": decision.points,
        "source": decision.source,
        "status": decision.status,
        "author": decision.author,
        "feedback": next((text for text in texts if text is not None), ""),
        "scheme_version": decision.scheme_version,
    }


def _as_graded(
    comparison: QuestionComparison, marks: list[tuple[Attempt, Mark]], mark: Mark | None, feedback: str | None
) -> dict[str, object]:
    """Return the fields of an undecided question: the graders' consensus or a provisional value."""
    agreed = comparison.consensus is not None
    own = mark.feedback if mark else ""
    return {
        "points": comparison.consensus,
        "provisional": None if agreed else comparison.provisional,
        "source": MarkSource.CONSENSUS if agreed else MarkSource.NONE_YET,
        "feedback": feedback if feedback is not None else own if agreed else _every_feedback(marks) or own,
    }


def _every_feedback(marks: list[tuple[Attempt, Mark]]) -> str:
    """Return the graders' feedback, labelled if they differ: one alone could contradict the provisional points."""
    return _labelled({slot_name(attempt.slot): mark.feedback for attempt, mark in marks if mark.status.has_points})


def _labelled(given: Mapping[str, str]) -> str:
    """Return the text of graders, by name, once if it is the same."""
    if len(set(given.values())) < 2:
        return next(iter(given.values()), "")
    return "\n".join(f"{name}: {text}" for name, text in given.items() if text)
