"""From the items of a data set to grading sessions: which answers make a copy, and which copies are graded together."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from bareme.domain.copies import PageRef
from bareme.domain.criteria import Criterion, CriterionKind
from bareme.domain.criteria import Level as CriterionLevel
from bareme.domain.naming import unique_name
from bareme.domain.points import DEFAULT_STEP, to_points
from bareme.domain.scheme import LABEL_LENGTH, GradingScheme, Question
from bareme.errors import InvalidPoints
from bareme.evaluation.items import EvaluationItem, LeftOut, Remark
from bareme.evaluation.metrics.table import grid_step
from bareme.evaluation.page_files import Pages
from bareme.evaluation.planned_copies import PlannedCopy, part_copies, plan_copies
from bareme.translation import Message

QUESTIONS_A_COPY = 10
"""A grader is shown at most so many questions of a student at once, unless their answers share pages."""

_NO_ANSWER = Message("answer without a text or pages")
_NO_MAXIMUM = Message("question without a maximum")
_FINE_MAXIMUM = Message("question whose maximum is no number of hundredths above 0")


@dataclass(frozen=True)
class PlannedSession:
    """One grading session: a scheme, a step, and the copies."""

    scheme: GradingScheme
    step: Decimal
    copies: tuple[PlannedCopy, ...] = ()

    @property
    def items(self) -> int:
        """How many answers it has."""
        return sum(len(copy.items) for copy in self.copies)

    @property
    def has_pages(self) -> bool:
        """Whether one of its copies is pages."""
        return any(copy.pages for copy in self.copies)


@dataclass(frozen=True)
class _Asked:
    """A question as the items ask it, and their items. Those that ask it in another way ask another question."""

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
    """Return the items that a grader can be given, each with an id, and why others cannot."""
    taken: list[EvaluationItem] = []
    refused: defaultdict[Remark, int] = defaultdict(int)
    ids = _Ids()
    for row, item in enumerate(items, start=1):
        reason = _why_not(item)
        if reason is not None:
            refused[reason] += 1
        else:
            taken.append(item.model_copy(update={"item_id": ids.unique(item.item_id or f"#{row}")}))
    return taken, tuple(LeftOut(count=number, reason=reason) for reason, number in refused.items())


def steps_of(items: Sequence[EvaluationItem], step: Decimal | None = None) -> dict[str, Decimal]:
    """Return the mark step by item id: `step` where it is given, else the data set's.

    Where an item states none, that is the grid on which all human marks lie; and a quarter point where that is finer
    than the hundredths that points have.
    """
    seen: Decimal | None = None
    steps = {}
    for item in items:
        own = step or item.step
        if own is None:
            seen = seen or grid_step([mark.points for other in items for mark in other.human_marks])
            own = seen
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
    """Return the sessions that grade `items`, which must be gradable; the same items give the same sessions.

    Answers to the same question stay together. A student's answers make one copy as long as most students of a
    question answered its neighbours too, or on the same pages; who has several answers to one question has several
    copies. Typed answers that are nobody's are a copy each. Above `max_copies`, copies are divided into sessions of
    equal size; copies that share a page are in different ones. `pages` are those of the items that name some.
    """
    sessions = []
    for bundle in _bundles(_asked(items, steps_of(items, step), pages), questions):
        # Positions, as a data set's own ids may be longer than an id can be; what it calls a question is its label.
        parts = [asked.question.model_copy(update={"id": str(n)}) for n, asked in enumerate(bundle, start=1)]
        scheme = GradingScheme(questions=tuple(parts))
        copies = plan_copies((asked.items for asked in bundle), pages)
        sessions += [PlannedSession(scheme, bundle[0].step, part) for part in part_copies(copies, max_copies)]
    return sessions


def _asked(items: Sequence[EvaluationItem], steps: dict[str, Decimal], pages: Pages) -> list[_Asked]:
    asked: dict[tuple[Decimal, Question], _Asked] = {}
    made: dict[tuple[object, ...], Question] = {}
    for item in items:
        same = (item.question_id, item.question, item.reference_answer, item.maximum, item.minimum)
        key = (*same, item.criteria, item.levels)
        question = made.get(key) or made.setdefault(key, _question(item))
        step = steps[item.item_id]
        one = asked.setdefault((step, question), _Asked(step, question, [], set()))
        one.items.append(item)
        one.pages.update(pages.get(item.item_id, ()))
    return list(asked.values())


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
    """Return levels that say what an answer looks like as one criterion; a bare label would tell a grader nothing."""
    if not item.levels or not all(level.description for level in item.levels):
        return ()
    levels = tuple(
        CriterionLevel(points=level.points - item.minimum, description=f"{level.label}: {level.description}"[:2000])
        for level in item.levels
    )
    worth = max(level.points for level in levels)
    return (Criterion(id="level", name="Level", points=worth, kind=CriterionKind.LEVELS, levels=levels),)


def _bundles(asked: Sequence[_Asked], most: int) -> list[list[_Asked]]:
    bundles: list[list[_Asked]] = []
    students: set[str] = set()
    for one in asked:
        sharing = [bundle for bundle in bundles if _share_pages(one, bundle)] if one.pages else []
        last = bundles[-1] if bundles else []
        joins = bool(last) and len(last) < most and last[0].step == one.step and one.named and last[0].named
        if sharing:
            # All that is asked of these pages, however much it is: a page is to be read, and paid, once.
            sharing[0].extend(two for bundle in sharing[1:] for two in bundle)
            sharing[0].append(one)
            bundles = [bundle for bundle in bundles if not any(bundle is other for other in sharing[1:])]
            students = set().union(*(two.students for two in bundles[-1]))
        elif joins and 2 * len(one.students & students) >= max(len(one.students), len(students)):
            last.append(one)
            students |= one.students
        else:
            bundles.append([one])
            students = set(one.students)
    return bundles


def _share_pages(one: _Asked, bundle: Sequence[_Asked]) -> bool:
    return bundle[0].step == one.step and not all(one.pages.isdisjoint(other.pages) for other in bundle)


def _why_not(item: EvaluationItem) -> Remark | None:
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


class _Ids:
    """Ids made unique, as runs are compared by them."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        found = unique_name(wanted, self._taken)
        self._taken.add(found)
        return found


def plan_hash(sessions: Sequence[PlannedSession]) -> str:
    """Return the hash of all that graders are given, pages by their content, and of how it is divided."""
    digest = hashlib.sha256()
    for session in sessions:
        digest.update(f"{session.scheme.model_dump_json()}\n{session.step}\n".encode())
        for copy in session.copies:
            parts = (f"{number}\0{item.item_id}\0{item.answer}" for number, item in copy.items.items())
            answers = "\0".join(parts)
            digest.update(f"{len(answers)}\0{answers}\n".encode())
            digest.update("".join(f"{page.document_id}#{page.index}\n" for page in copy.pages).encode())
    return digest.hexdigest()
