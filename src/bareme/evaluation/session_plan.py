"""Plan the grading sessions for the items of a data set: which answers form a copy, and which copies a session."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from bareme.domain.copies import PageRef
from bareme.domain.criteria import Criterion, CriterionKind
from bareme.domain.criteria import Level as CriterionLevel
from bareme.domain.limits import LABEL_LENGTH
from bareme.domain.naming import unique_name
from bareme.domain.points import DEFAULT_STEP, to_points
from bareme.domain.scheme import GradingScheme, Question
from bareme.errors import InvalidPoints
from bareme.evaluation.items import EvaluationItem, LeftOut, Remark
from bareme.evaluation.metrics.table import grid_step
from bareme.evaluation.page_files import Pages
from bareme.evaluation.planned_copies import PlannedCopy, group_copies, plan_copies
from bareme.translation import Message

QUESTIONS_A_COPY = 10
"""The maximum number of questions per copy, unless their answers share pages."""

_NO_ANSWER = Message("answer without a text or pages")
_NO_MAXIMUM = Message("question without a maximum")
_FINE_MAXIMUM = Message("question whose maximum is not a positive number of hundredths")


@dataclass(frozen=True)
class PlannedSession:
    """One grading session: a scheme, a step, and the copies."""

    scheme: GradingScheme
    step: Decimal
    copies: tuple[PlannedCopy, ...] = ()

    @property
    def items(self) -> int:
        """The number of answers."""
        return sum(len(copy.items) for copy in self.copies)

    @property
    def has_pages(self) -> bool:
        """Whether any of its copies has pages."""
        return any(copy.pages for copy in self.copies)


@dataclass(frozen=True)
class _QuestionItems:
    """A question with its items. Items that word it differently belong to a different question."""

    step: Decimal
    question: Question
    items: list[EvaluationItem]
    pages: set[PageRef]

    @property
    def students(self) -> set[str]:
        return {item.student_id for item in self.items if item.student_id}

    @property
    def named(self) -> bool:
        return all(item.student_id for item in self.items)


def gradable(items: Sequence[EvaluationItem]) -> tuple[list[EvaluationItem], tuple[LeftOut, ...]]:
    """Return the gradable items, with unique ids by which runs can be compared, and why others were left out."""
    chosen: list[EvaluationItem] = []
    left_out: defaultdict[Remark, int] = defaultdict(int)
    ids: set[str] = set()
    for row, item in enumerate(items, start=1):
        reason = _reason_to_skip(item)
        if reason is not None:
            left_out[reason] += 1
            continue
        item_id = unique_name(item.item_id or f"#{row}", ids)
        ids.add(item_id)
        chosen.append(item.model_copy(update={"item_id": item_id}))
    return chosen, tuple(LeftOut(count=number, reason=reason) for reason, number in left_out.items())


def steps_of(items: Sequence[EvaluationItem], step: Decimal | None = None) -> dict[str, Decimal]:
    """Return the mark step by item id: `step` if given, else the item's, else the grid of all human marks.

    A step that is finer than 0.01 is replaced by a quarter point.
    """
    grid: Decimal | None = None
    steps = {}
    for item in items:
        own = step or item.step
        if own is None:
            grid = grid or grid_step([mark.points for other in items for mark in other.human_marks])
            own = grid
        steps[item.item_id] = own if own == own.quantize(Decimal("0.01")) and own <= 100 else DEFAULT_STEP
    return steps


def plan_sessions(
    items: Sequence[EvaluationItem],
    *,
    max_copies: int,
    step: Decimal | None = None,
    questions: int = QUESTIONS_A_COPY,
    pages: Pages = {},  # noqa: B006 - it is only read
) -> list[PlannedSession]:
    """Return the sessions that grade the gradable `items`; the same items give the same sessions.

    Answers to the same question stay together. Neighbouring questions share a session if most of their students are
    the same or their answers are on the same pages; a student's answers to them form one copy (see `plan_copies`).
    More than `max_copies` copies are split into sessions of equal size; copies that share a page are put into
    different sessions.
    """
    sessions = []
    for group in _group_questions(_by_question(items, steps_of(items, step), pages), questions):
        # Question ids are positions, because ids of a data set may be too long; these become labels.
        parts = [entry.question.model_copy(update={"id": str(n)}) for n, entry in enumerate(group, start=1)]
        scheme = GradingScheme(questions=tuple(parts))
        copies = plan_copies((entry.items for entry in group), pages)
        sessions += [PlannedSession(scheme, group[0].step, part) for part in group_copies(copies, max_copies)]
    return sessions


def _by_question(items: Sequence[EvaluationItem], steps: dict[str, Decimal], pages: Pages) -> list[_QuestionItems]:
    by_question: dict[tuple[Decimal, Question], _QuestionItems] = {}
    questions: dict[tuple[object, ...], Question] = {}
    for item in items:
        wording = (item.question_id, item.question, item.reference_answer, item.maximum, item.minimum)
        key = (*wording, item.criteria, item.levels)
        question = questions.get(key) or questions.setdefault(key, _question(item))
        step = steps[item.item_id]
        entry = by_question.setdefault((step, question), _QuestionItems(step, question, [], set()))
        entry.items.append(item)
        entry.pages.update(pages.get(item.item_id, ()))
    return list(by_question.values())


def _question(item: EvaluationItem) -> Question:
    assert item.maximum is not None  # noqa: S101 - it is gradable
    return Question(
        id="1",
        label=item.question_id[:LABEL_LENGTH],
        max_points=item.maximum - item.minimum,
        text=item.question,
        expected_answer=item.reference_answer,
        criteria=item.criteria or _levels(item),
    )


def _levels(item: EvaluationItem) -> tuple[Criterion, ...]:
    """Return the levels as one criterion, if all have a description: labels alone do not help a grader."""
    if not item.levels or not all(level.description for level in item.levels):
        return ()
    levels = tuple(
        CriterionLevel(points=level.points - item.minimum, description=f"{level.label}: {level.description}"[:2000])
        for level in item.levels
    )
    worth = max(level.points for level in levels)
    return (Criterion(id="level", name="Level", points=worth, kind=CriterionKind.LEVELS, levels=levels),)


def _group_questions(questions: Sequence[_QuestionItems], most: int) -> list[list[_QuestionItems]]:
    groups: list[list[_QuestionItems]] = []
    students: set[str] = set()
    for entry in questions:
        sharing = [group for group in groups if _share_pages(entry, group)] if entry.pages else []
        last = groups[-1] if groups else []
        joins = bool(last) and len(last) < most and last[0].step == entry.step and entry.named and last[0].named
        if sharing:
            # All questions on shared pages are graded together, whatever their number, so that a page is paid once.
            sharing[0].extend(other for group in sharing[1:] for other in group)
            sharing[0].append(entry)
            groups = [group for group in groups if not any(group is other for other in sharing[1:])]
            students = set().union(*(other.students for other in groups[-1]))
        elif joins and 2 * len(entry.students & students) >= max(len(entry.students), len(students)):
            last.append(entry)
            students |= entry.students
        else:
            groups.append([entry])
            students = set(entry.students)
    return groups


def _share_pages(entry: _QuestionItems, group: Sequence[_QuestionItems]) -> bool:
    return group[0].step == entry.step and not all(entry.pages.isdisjoint(other.pages) for other in group)


def _reason_to_skip(item: EvaluationItem) -> Remark | None:
    if item.answer is None and not item.pages:
        return _NO_ANSWER
    if item.maximum is None:
        return _NO_MAXIMUM
    try:
        to_points(item.minimum)
        _question(item)
        return None if to_points(item.maximum - item.minimum) > 0 else _FINE_MAXIMUM
    except (InvalidPoints, ValidationError):
        return _FINE_MAXIMUM


def plan_hash(sessions: Sequence[PlannedSession]) -> str:
    """Return a hash of everything that graders are given, with pages by their content, and of its grouping."""
    digest = hashlib.sha256()
    for session in sessions:
        digest.update(f"{session.scheme.model_dump_json()}\n{session.step}\n".encode())
        for copy in session.copies:
            parts = (f"{number}\0{item.item_id}\0{item.answer}" for number, item in copy.items.items())
            answers = "\0".join(parts)
            digest.update(f"{len(answers)}\0{answers}\n".encode())
            digest.update("".join(f"{page.document_id}#{page.index}\n" for page in copy.pages).encode())
    return digest.hexdigest()
