"""Gather the data of a comparison report."""

from itertools import islice

from bareme.evaluation.comparison import Change, ChangedMark, RunComparison, join_marks
from bareme.evaluation.report.comparison.findings import ChangedAnswer, ComparisonFindings, MarkOfRun
from bareme.evaluation.report.confusion import confusion
from bareme.evaluation.report.findings import Pairs
from bareme.evaluation.run_folder import RunFolder
from bareme.evaluation.run_marks import RunMark

_FIRST = (Change.WORSE, Change.AS_FAR, Change.BETTER)


def gather(found: RunComparison, before: RunFolder, after: RunFolder, *, shown: int) -> ComparisonFindings:
    """Return the findings, with at most `shown` answers.

    The answers are sorted by the size of the change as a share of the maximum; of equal changes, those that moved away
    from the human mark come first.
    """
    rows, _, _ = join_marks(before.marks, after.marks, dict(found.pairing))
    pairs: Pairs = [
        (one.points, two.points, one.maximum) for one, two in rows if one.points is not None and two.points is not None
    ]
    step = min((mark.step for row in rows for mark in row), default=None)
    marks = {(one.item_id, one.grader, one.attempt): (one, two) for one, two in rows}
    ranked = sorted(
        ((change, *marks[change.item_id, change.before_grader, change.attempt]) for change in found.changed),
        key=lambda one: (-abs(one[0].after - one[0].before) / one[1].maximum, _FIRST.index(one[0].change)),
    )
    # Of an answer whose mark changed in several tries or with several graders, only the largest change is shown.
    largest: dict[str, tuple[ChangedMark, RunMark, RunMark]] = {}
    for one in ranked:
        largest.setdefault(one[0].item_id, one)
    return ComparisonFindings(
        comparison=found,
        confusion=confusion(found.before, found.after, pairs, step=float(step)) if pairs and step else None,
        answers=tuple(_answer(*one) for one in islice(largest.values(), shown)),
        changed_answers=len(largest),
    )


def _answer(change: ChangedMark, before: RunMark, after: RunMark) -> ChangedAnswer:
    return ChangedAnswer(
        item_id=before.item_id,
        question_id=before.question,
        student_id=before.student,
        question=before.question_text,
        reference_answer=before.reference_answer,
        answer=None if before.pages else before.answer,
        pages=before.pages,
        humans={human.rater: human.points for human in before.humans},
        held=change.human,
        maximum=before.maximum,
        attempt=change.attempt,
        before=_mark(before, change.before),
        after=_mark(after, change.after),
        change=change.change,
    )


def _mark(mark: RunMark, points: object) -> MarkOfRun:
    return MarkOfRun.model_validate(
        {**dict(mark), "points": points, "transcription": mark.transcription if mark.pages else ""}
    )
