"""The laws of a review, as a state machine: two people and several models at work on a few copies.

Beside the session it keeps the simplest account of what people decided, and holds the session to it after every step.
Who subclasses it says how an action is sent and how copies are graded: by the domain alone, or by the real graph.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bareme.domain.adjustments import Adjustment
from bareme.domain.attempts import Attempt
from bareme.domain.copies import CopyFlag, Student
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import (
    AdjustmentDecision,
    CompletionDecision,
    Decision,
    FeedbackDecision,
    MarkDecision,
    MarkSource,
    SchemeDecision,
    SessionDecision,
    target_of,
)
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_edit import merge_shorthand
from bareme.domain.scheme_versions import diff_schemes
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, session_result

type Json = dict[str, Any]
type Subject = tuple[str, str, str | None, str | None]

COPIES = ["c01", "c02", "c03"]
LEAVES = ["1", "2", "3.a", "3.b", "4"]
LABELS = ["A", "B"]
_RUNS = int(os.environ.get("LAW_RUNS", "1"))
"""How many times as many steps are made as in every run of the tests: `make laws` makes more."""
PEOPLE = st.sampled_from(["Mme Roy", "M. Blanc"])


def _leaf(question_id: str, maximum: str, **fields: Any) -> Question:
    return Question(id=question_id, max_points=Decimal(maximum), expected_answer="12,5 m/s", **fields)


_CRITERIA = (
    Criterion(id="method", name="Méthode", points=Decimal(4)),
    Criterion(id="result", name="Résultat", points=Decimal(2)),
    Criterion(id="unit", name="Unité oubliée", points=Decimal("-0.5")),
    Criterion(id="elegance", name="Élégance", points=Decimal(1), bonus=True),
)
_CHOICE = Question(
    id="3", coefficient=Decimal("1.5"), best_of=1, parts=(_leaf("3.a", "2"), _leaf("3.b", "2.3", coefficient="2"))
)
FIRST = GradingScheme(questions=(_leaf("1", "4"), _leaf("2", "6", criteria=_CRITERIA), _CHOICE))
VERSIONS: dict[str, GradingScheme | str] = {
    "as it was": FIRST,
    "less for 1": GradingScheme(questions=(_leaf("1", "3"), *FIRST.questions[1:])),
    "4 added": GradingScheme(questions=(*FIRST.questions, _leaf("4", "1"))),
    "2 removed": GradingScheme(questions=(FIRST.questions[0], _CHOICE)),
    "all parts count": GradingScheme(
        questions=(*FIRST.questions[:2], _CHOICE.model_copy(update={"best_of": None, "coefficient": Decimal(1)}))
    ),
    "in shorthand": "1: 2, 4: 3, 2: 6",
    "no bounds": FIRST.model_copy(update={"allow_above_maximum": True, "allow_below_zero": True}),
    "without the unit": GradingScheme(
        questions=(FIRST.questions[0], _leaf("2", "6", criteria=_CRITERIA[:2]), FIRST.questions[2])
    ),
}


_ONE_BY_ONE = {
    "method": st.sampled_from(["0", "1.37", "4", "4", "5"]),
    "result": st.sampled_from(["0", "2"]),
    "unit": st.sampled_from(["0", "-0.5", "-0.5", "0.5"]),
    "elegance": st.sampled_from(["0", "1"]),
}
_AT_ONCE = [
    {"method": "4", "result": "2", "unit": "0", "elegance": "1"},
    {"method": "0", "result": "0", "unit": "-0.5", "elegance": "0"},
    {"method": "4"},
    {"unit": "-0.5"},
]

type Begun = frozenset[tuple[str, Decimal]]
"""The criteria of a question that are decided while others are missing."""


@dataclass
class _Account:
    """What people decided on one subject: what stands on top, what was taken back last."""

    stands: list[tuple[str, object]] = field(default_factory=list)
    last: str = ""
    taken_back: tuple[str, object] | None = None

    @property
    def value(self) -> object:
        return self.stands[-1][1] if self.stands else None

    def decide(self, number: str, value: object) -> None:
        self.stands.append((number, value))
        self.last, self.taken_back = number, None

    def after_undo(self, number: str) -> "list[tuple[str, object]] | None":
        """What would stand; None where the decision of this number cannot be taken back."""
        if self.stands and number == self.stands[-1][0]:
            return self.stands[:-1]
        if number == self.last and self.taken_back:
            return [*self.stands, self.taken_back]
        if number == self.last and self.stands:
            return self.stands[:-1]
        return None

    def undo(self, number: str, by: str) -> None:
        after = self.after_undo(number)
        assert after is not None
        self.taken_back = self.stands[-1] if len(after) < len(self.stands) else None
        self.stands, self.last = after, by


def law_settings(examples: int, *, steps: int) -> settings:
    """The settings of a machine that tries `examples` sessions of that many steps."""
    return settings(
        max_examples=examples * _RUNS,
        stateful_step_count=steps,
        # A failing example is readable as it is; making it smaller would take minutes.
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )


class ReviewLaws(RuleBasedStateMachine):
    """What holds whatever two reviewers do, in whatever order."""

    session: GradedSession

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[Subject, _Account] = {}
        self.closed: dict[str, Json] = {}
        self.finished = False
        self._computed: tuple[GradedSession, SessionResult] | None = None

    # How it is done: by subclasses.

    def send(self, author: str, *actions: Json) -> list[ActionOutcome]:
        """Send a command, have done what it orders, and return the outcomes."""
        raise NotImplementedError

    def let_graders(self, seed: int, stop: bool) -> None:
        """Say what graders give from now on; `stop`: nothing more."""
        raise NotImplementedError

    # What can be seen.

    @property
    def result(self) -> SessionResult:
        if self._computed is None or self._computed[0] is not self.session:
            self._computed = (self.session, session_result(self.session))
        return self._computed[1]

    def copy(self, copy_id: str) -> CopyResult:
        return next(copy for copy in self.result.copies if copy.copy_id == copy_id)

    def account(
        self, kind: str, copy_id: str, question_id: str | None = None, criterion_id: str | None = None
    ) -> _Account:
        return self.people.setdefault((kind, copy_id, question_id, criterion_id), _Account())

    def is_closed(self, copy_id: str) -> bool:
        return self.account("completion", copy_id).value is True

    def step(self, author: str, action: Json) -> tuple[list[ActionOutcome], list[tuple[str, Decision]]]:
        """Send one action; return the outcomes and the decisions it made, by number."""
        before = self.session
        seen = {i: dump(d) for i, d in enumerate(before.decisions)}
        outcomes = self.send(author, action)
        after = self.session
        assert {i: dump(d) for i, d in enumerate(after.decisions[: len(seen)])} == seen, "history only grows"
        assert after.attempts[: len(before.attempts)] == before.attempts, "attempts only grow"
        for copy_id in COPIES:
            grown = after.progress[copy_id].evaluation_version > before.progress[copy_id].evaluation_version
            assert grown is (substance(before, copy_id) != substance(after, copy_id)), copy_id
        made = [(f"{i + 1:05}", after.decisions[i]) for i in range(len(seen), len(after.decisions))]
        assert all(decision.author == author for _, decision in made)
        return outcomes, made

    def expected(self, action: Json, behind: int | None, *, why_not: bool) -> tuple[Json, str]:
        """Return the action with the version that its author saw, and what should become of it."""
        if behind is None:
            return action, "refused" if why_not else "applied"
        version = self.session.progress[action["copy_ids"]].evaluation_version
        behind = min(behind, version)
        seen = version - behind
        status = "conflict" if behind else "refused" if why_not else "applied"
        return {**action, "expected_version": seen}, status

    # What people do.

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        question_id=st.sampled_from(LEAVES),
        points=st.sampled_from(["-0.5", "0", "0.1", "1", "1.75", "2.37", "3", "4", "6", "7"]),
        behind=st.sampled_from([None, None, 0, 1]),
    )
    def set_mark(self, author: str, copy_id: str, question_id: str, points: str, behind: int | None) -> None:
        question = self.session.scheme_of(copy_id).question(question_id)
        fits = question is not None and self.bounded(copy_id, question, Decimal(points)) == Decimal(points)
        fits = fits and not self.is_excused(copy_id, question_id)
        action = {"type": "set_mark", "copy_ids": copy_id, "question_id": question_id, "points": points}
        action, status = self.expected(action, behind, why_not=not fits or self.is_closed(copy_id))
        (outcome,), made = self.step(author, action)
        assert outcome.status == status
        if status == "applied":
            self.account("mark", copy_id, question_id).decide(made[0][0], Decimal(points))

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        given=st.sampled_from(_AT_ONCE) | st.fixed_dictionaries({}, optional=_ONE_BY_ONE).filter(bool),
        behind=st.sampled_from([None, None, 0, 1]),
    )
    def set_criteria(self, author: str, copy_id: str, given: dict[str, str], behind: int | None) -> None:
        question = self.session.scheme_of(copy_id).question("2")
        known = [criterion.id for criterion in question.criteria] if question else []
        why_not = not set(given) <= set(known) or given.get("method") == "5" or given.get("unit") == "0.5"
        why_not = why_not or self.is_excused(copy_id, "2") or self.is_closed(copy_id)
        action: Json = {"type": "set_mark", "copy_ids": copy_id, "question_id": "2", "criteria": given}
        action, status = self.expected(action, behind, why_not=why_not)
        account = self.account("mark", copy_id, "2")
        standing = self.session.decisions[int(account.stands[-1][0]) - 1] if account.stands else None
        earlier = standing.criteria if isinstance(standing, MarkDecision) else ()
        points = {c.criterion_id: c.points for c in earlier} | {i: Decimal(p) for i, p in given.items()}
        points = {i: points[i] for i in known if i in points}
        (outcome,), made = self.step(author, action)
        assert outcome.status == status
        if status != "applied":
            return
        missing = [i for i in known if i not in points]
        assert outcome.missing_criteria == tuple(missing)
        assert question is not None
        whole = self.bounded(copy_id, question, sum(points.values(), Decimal(0)))
        account.decide(made[0][0], frozenset(points.items()) if missing else whole)

    def bounded(self, copy_id: str, question: Question, points: Decimal) -> Decimal:
        """The points nearest to these that a teacher may give for a question."""
        scheme = self.session.scheme_of(copy_id)
        points = points if scheme.allow_below_zero else max(points, Decimal(0))
        return points if scheme.allow_above_maximum else min(points, question.maximum)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        criterion_id=st.sampled_from(["method", "unit", "style"]),
        text=st.sampled_from(["", "Quelle loi ?"]),
    )
    def set_criterion_feedback(self, author: str, copy_id: str, criterion_id: str, text: str) -> None:
        question = self.session.scheme_of(copy_id).question("2")
        known = {criterion.id for criterion in question.criteria} if question else set()
        action = {"type": "set_feedback", "copy_ids": copy_id, "question_id": "2", "criterion_id": criterion_id}
        (outcome,), made = self.step(author, {**action, "text": text})
        may = criterion_id in known and not self.is_closed(copy_id)
        assert outcome.status == ("applied" if may else "refused")
        if made:
            self.account("feedback", copy_id, "2", criterion_id).decide(made[0][0], text)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        question_id=st.none() | st.sampled_from(LEAVES),
        label=st.sampled_from([*LABELS, "C"]),
    )
    def choose(self, author: str, copy_id: str, question_id: str | None, label: str) -> None:
        before = self.copy(copy_id)
        own = [attempt for attempt in self.session.attempts if attempt.copy_id == copy_id]
        current = self.session.current_marks(copy_id, own)
        begun = [i for i in LEAVES if isinstance(self.account("mark", copy_id, i).value, frozenset)]
        open_ = [i for i, question in before.questions.items() if question.is_open and i not in begun]
        there = {
            i
            for i in (open_ if question_id is None else [question_id])
            if not self.is_excused(copy_id, i)
            and not (i in before.questions and before.questions[i].hidden)
            and any(a.slot == (label, 1) and mark.points is not None for a, mark in current.get(i, ()))
        }
        action = {"type": "choose_attempt", "copy_ids": copy_id, "question_id": question_id, "label": label}
        _, made = self.step(author, action)
        decided = set()
        for number, decision in made:
            assert isinstance(decision, MarkDecision)
            question = decision.question_id
            decided.add(question)
            assert question_id == question or before.questions[question].is_open
            assert decision.points in given_by(self.session.attempts, copy_id, question, label)
            self.account("mark", copy_id, question).decide(number, decision.points)
        assert decided == (set() if self.is_closed(copy_id) else there)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_ids=st.just([]) | st.lists(st.sampled_from(COPIES), min_size=1, max_size=2),
        provisional=st.booleans(),
        confidence=st.sampled_from([0, 0.95]),
    )
    def accept(self, author: str, copy_ids: list[str], provisional: bool, confidence: float) -> None:
        before = {copy.copy_id: copy for copy in self.result.copies}
        current = {key for key, account in self.people.items() if account.value is not None}
        action = {"type": "accept", "copy_ids": copy_ids, "provisional": provisional, "min_confidence": confidence}
        _, made = self.step(author, action)
        for number, decision in made:
            assert isinstance(decision, MarkDecision)
            copy_id, question_id = decision.copy_id, decision.question_id
            assert ("mark", copy_id, question_id, None) not in current
            assert not self.is_closed(copy_id)
            shown = before[copy_id].questions[question_id]
            assert decision.points == (shown.value if provisional else shown.points)
            assert confidence < 0.95 or self.session.policy.by_hand, "no grader was that sure"
            self.account("mark", copy_id, question_id).decide(number, decision.points)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        question_id=st.none() | st.sampled_from(LEAVES),
        text=st.sampled_from(["", "Soigné.", "Revoir $\\frac{1}{2}mv^2$."]),
        behind=st.sampled_from([None, 0, 1]),
    )
    def set_feedback(self, author: str, copy_id: str, question_id: str | None, text: str, behind: int | None) -> None:
        known = question_id is None or self.session.scheme_of(copy_id).question(question_id) is not None
        action = {"type": "set_feedback", "copy_ids": copy_id, "question_id": question_id, "text": text}
        action, status = self.expected(action, behind, why_not=not known or self.is_closed(copy_id))
        (outcome,), made = self.step(author, action)
        assert outcome.status == status
        if status == "applied":
            self.account("feedback", copy_id, question_id).decide(made[0][0], text)

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE, copy_id=st.sampled_from(COPIES), name=st.sampled_from(["Zoé ABADIE", "Loïc BÉNARD"]))
    def set_student(self, author: str, copy_id: str, name: str) -> None:
        (outcome,), made = self.step(author, {"type": "set_student", "copy_ids": copy_id, "student": name})
        assert outcome.status == ("refused" if self.is_closed(copy_id) else "applied")
        if made:
            self.account("student", copy_id).decide(made[0][0], Student(name=name))

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE, copy_id=st.sampled_from(COPIES), behind=st.sampled_from([None, 0, 1]))
    def mark_complete(self, author: str, copy_id: str, behind: int | None) -> None:
        is_open = any(question.is_open for question in self.copy(copy_id).questions.values())
        action = {"type": "mark_complete", "copy_ids": copy_id}
        action, status = self.expected(action, behind, why_not=is_open or self.is_closed(copy_id))
        (outcome,), made = self.step(author, action)
        assert outcome.status == status
        if status == "applied":
            self.account("completion", copy_id).decide(made[0][0], True)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_ids=st.lists(st.sampled_from(COPIES), min_size=1, max_size=3, unique=True),
        category=st.sampled_from(["late", "presentation", "class_correction"]),
        amount=st.sampled_from(
            [
                {"points": "-0.5"},
                {"points": "3"},
                {"points": "-30"},
                {"percent": "-12.5"},
                {"percent": "10", "percent_of": "maximum"},
                {"withdraw": True},
            ]
        ),
    )
    def set_adjustment(self, author: str, copy_ids: list[str], category: str, amount: Json) -> None:
        action = {"type": "set_adjustment", "copy_ids": copy_ids, "category": category, **amount}
        outcomes, made = self.step(author, action)
        decided = iter(made)
        for copy_id, outcome in zip(copy_ids, outcomes, strict=True):
            account = self.account("adjustment", copy_id, category)
            may_not = self.is_closed(copy_id) or ("withdraw" in amount and account.value is None)
            assert outcome.status == ("refused" if may_not else "applied")
            if not may_not:
                number, decision = next(decided)
                assert isinstance(decision, AdjustmentDecision)
                account.decide(number, decision.adjustment)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_id=st.sampled_from(COPIES),
        question_id=st.none() | st.sampled_from([*LEAVES, "3"]),
        excused=st.booleans(),
        behind=st.sampled_from([None, None, 0, 1]),
    )
    def excuse(self, author: str, copy_id: str, question_id: str | None, excused: bool, behind: int | None) -> None:
        question = self.session.scheme_of(copy_id).question(question_id) if question_id else None
        leaves = [leaf.id for leaf in question.leaves()] if question else []
        wanted = [None] if question_id is None else leaves
        change = [i for i in wanted if (self.account("excuse", copy_id, i).value is True) is not excused]
        action = {"type": "excuse", "copy_ids": copy_id, "question_id": question_id, "excused": excused}
        action, status = self.expected(action, behind, why_not=not change or self.is_closed(copy_id))
        (outcome,), made = self.step(author, action)
        assert outcome.status == status
        assert len(made) == (len(change) if status == "applied" else 0)
        for i, (number, _) in zip(change, made, strict=False):
            self.account("excuse", copy_id, i).decide(number, excused)

    def is_excused(self, copy_id: str, question_id: str) -> bool:
        return any(self.account("excuse", copy_id, i).value is True for i in (None, question_id))

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        faulty=st.sampled_from(
            [
                {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": "2.345"},
                {"type": "set_mark", "copy_ids": "c01", "question_id": "1"},
                {"type": "erase", "copy_ids": "c01"},
                {"type": "accept", "everything": True},
            ]
        ),
        first=st.booleans(),
        copy_id=st.sampled_from(COPIES),
    )
    def what_cannot_be_read_is_refused_alone(self, author: str, faulty: Json, first: bool, copy_id: str) -> None:
        before = len(self.session.decisions)
        good = {"type": "set_feedback", "copy_ids": copy_id, "text": f"Vu {before}."}
        outcomes = self.send(author, *([faulty, good] if first else [good, faulty]))
        may_not = self.is_closed(copy_id)
        told = [("refused", faulty["type"]), ("refused" if may_not else "applied", "set_feedback")]
        assert [(o.status, o.type) for o in outcomes] == (told if first else told[::-1])
        assert [outcome.action for outcome in outcomes] == [0, 1]
        assert len(self.session.decisions) == before + (not may_not)
        if not may_not:
            self.account("feedback", copy_id).decide(f"{before + 1:05}", good["text"])

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE, copy_id=st.sampled_from(COPIES))
    def reopen(self, author: str, copy_id: str) -> None:
        (outcome,), made = self.step(author, {"type": "reopen", "copy_ids": copy_id})
        assert outcome.status == ("applied" if self.is_closed(copy_id) else "refused")
        if made:
            self.account("completion", copy_id).decide(made[0][0], False)

    @precondition(lambda self: not self.finished and self.session.decisions)
    @rule(author=PEOPLE, data=st.data())
    def undo(self, author: str, data: st.DataObject) -> None:
        # Mostly recent ones: an old decision is seldom one that can be taken back.
        count = len(self.session.decisions)
        # Drawn from the same range whatever the count, which a run that was cut short may have left higher or lower.
        recent, back = data.draw(st.tuples(st.booleans(), st.integers(0, 999)), label="decision")
        position = max(1, count - back % 5) if recent else 1 + back % (count + 1)
        number = f"{position:05}"
        target = self.session.decisions[position - 1] if position <= count else None
        status = "applied" if target and self.can_be_undone(target, number) else "refused"
        (outcome,), made = self.step(author, {"type": "undo", "decision": number})
        assert outcome.status == status, outcome.reason
        if made:
            assert target is not None
            assert not isinstance(target, SchemeDecision | SessionDecision)
            self.account(*target_of(target)).undo(number, made[0][0])

    def can_be_undone(self, target: Decision, number: str) -> bool:
        if isinstance(target, SchemeDecision | SessionDecision):
            return False
        copy_id = target.copy_id
        after = self.account(*target_of(target)).after_undo(number)
        if after is None:
            return False
        value = after[-1][1] if after else None
        if isinstance(target, CompletionDecision):
            questions = self.copy(copy_id).questions.values()
            return value is not True or not any(question.is_open for question in questions)
        if isinstance(target, MarkDecision) and isinstance(value, Decimal):
            question = self.session.scheme_of(copy_id).question(target.question_id)
            fits = question is not None and self.bounded(copy_id, question, value) == value
            return fits and not self.is_closed(copy_id)
        if isinstance(value, frozenset):
            question = self.session.scheme_of(copy_id).question("2")
            criteria = {criterion.id for criterion in question.criteria} if question else set()
            return {criterion_id for criterion_id, _ in value} < criteria and not self.is_closed(copy_id)
        return not self.is_closed(copy_id)

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        copy_ids=st.lists(st.sampled_from(COPIES), max_size=2, unique=True),
        question_ids=st.lists(st.sampled_from(LEAVES), max_size=2, unique=True),
        scope=st.sampled_from(["all", "missing"]),
        graders=st.tuples(st.integers(0, 1000), st.sampled_from([False, False, True])),
    )
    def regrade(
        self, author: str, copy_ids: list[str], question_ids: list[str], scope: str, graders: tuple[int, bool]
    ) -> None:
        self.let_graders(*graders)
        action = {"type": "regrade", "copy_ids": copy_ids, "question_ids": question_ids, "scope": scope}
        outcomes, made = self.step(author, action)
        assert {outcome.status for outcome in outcomes} <= {"applied", "refused"}
        assert all(isinstance(decision, SchemeDecision) for _, decision in made)
        assert not made or not self.session.policy.by_hand

    @precondition(lambda self: not self.finished)
    @rule(
        author=PEOPLE,
        name=st.sampled_from(sorted(VERSIONS)),
        regrade=st.sampled_from([None, "all", "none", ["c01"], ["c02", "c03"]]),
        graders=st.tuples(st.integers(0, 1000), st.sampled_from([False, False, True])),
    )
    def amend(self, author: str, name: str, regrade: object, graders: tuple[int, bool]) -> None:
        self.let_graders(*graders)
        before = self.session
        wanted = VERSIONS[name]
        sent = wanted if isinstance(wanted, str) else dump(wanted)
        (outcome,), made = self.step(author, {"type": "amend_scheme", "scheme": sent, "regrade": regrade})
        after = self.session
        if outcome.status == "refused":
            asked = merge_shorthand(before.scheme, wanted) if isinstance(wanted, str) else wanted
            assert diff_schemes(before.scheme, asked).is_empty
        if outcome.status != "applied":
            kept = (after.scheme, after.earlier_schemes, after.decisions)
            assert kept == (before.scheme, before.earlier_schemes, before.decisions), "a proposal changes nothing"
            return
        assert after.scheme.version == before.scheme.version + 1
        assert after.earlier_schemes == (*before.earlier_schemes, before.scheme)
        ((_, decision),) = made
        assert isinstance(decision, SchemeDecision)
        for copy_id in COPIES:
            is_moved = copy_id in decision.copy_ids
            assert after.scheme_of(copy_id) == (after.scheme if is_moved else before.scheme_of(copy_id))
            assert not (is_moved and self.is_closed(copy_id))

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE, force=st.sampled_from([False, False, False, True]), really=st.integers(0, 9))
    def finish(self, author: str, force: bool, really: int) -> None:
        if really:  # else a session is over before it began
            return
        still_open = sum(q.is_open for copy in self.result.copies for q in copy.questions.values())
        (outcome,), made = self.step(author, {"type": "finish", "force": force})
        self.finished = force or not still_open
        assert [(d.kind, d.finished) for _, d in made if isinstance(d, SessionDecision)] == [("session", True)] * len(
            made
        )
        assert len(made) == self.finished == self.session.finished
        assert outcome.status == ("applied" if self.finished else "refused")
        assert len(outcome.still_open) == (0 if self.finished else still_open)

    @precondition(lambda self: self.finished)
    @rule(
        author=PEOPLE,
        action=st.sampled_from(
            [
                {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1},
                {"type": "accept"},
                {"type": "reopen", "copy_ids": "c01"},
                {"type": "undo", "decision": "00001"},
                {"type": "regrade"},
                {"type": "finish", "force": True},
            ]
        ),
    )
    def a_finished_session_refuses_aloud(self, author: str, action: Json) -> None:
        before = self.session
        (outcome,), made = self.step(author, action)
        assert (outcome.status, made, self.session) == ("refused", [], before)
        assert "reopen_session" in outcome.reason

    @precondition(lambda self: self.finished)
    @rule(author=PEOPLE)
    def reopen_session(self, author: str) -> None:
        before = self.result
        (outcome,), made = self.step(author, {"type": "reopen_session", "reason": "a mark was forgotten"})
        assert outcome.status == "applied"
        ((_, decision),) = made
        assert isinstance(decision, SessionDecision)
        assert (decision.finished, self.session.finished, self.result) == (False, False, before)
        self.finished = False

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE)
    def what_is_not_finished_is_not_reopened(self, author: str) -> None:
        (outcome,), made = self.step(author, {"type": "reopen_session"})
        assert (outcome.status, made) == ("refused", [])

    # What always holds.

    @invariant()
    def the_last_human_decision_stands(self) -> None:
        for copy in self.result.copies:
            for question in copy.questions.values():
                assert question.is_excused is self.is_excused(copy.copy_id, question.question_id)
                told = self.account("feedback", copy.copy_id, question.question_id).value
                assert told is None or question.feedback == told
                self.words_on_criteria_are_the_teachers(copy, question)
                if question.is_excused:  # its decision stands again once that is taken back
                    assert question.value is None
                    continue
                decided = self.account("mark", copy.copy_id, question.question_id).value
                if isinstance(decided, frozenset):
                    assert question.is_open
                    assert question.value is None
                    points = {c.criterion_id: c.points for c in question.criteria if c.points is not None}
                    assert points.items() == decided
                    assert {c.criterion_id for c in question.criteria} == {*points, *question.missing_criteria}
                    continue
                assert question.missing_criteria == ()
                assert (question.source in {MarkSource.TEACHER, MarkSource.MODEL} or bool(question.author)) is (
                    decided is not None
                )
                assert decided is None or question.points == decided
            told = self.account("feedback", copy.copy_id).value
            assert told is None or copy.general_comment == told
            student = self.account("student", copy.copy_id).value
            own = next(c.student for c in self.session.copies if c.copy_id == copy.copy_id)
            assert copy.student == (own if student is None else student)
            assert copy.is_complete is self.is_closed(copy.copy_id)

    def words_on_criteria_are_the_teachers(self, copy: CopyResult, question: QuestionResult) -> None:
        leaf = self.session.scheme_of(copy.copy_id).question(question.question_id)
        shown = {criterion.criterion_id: criterion.feedback for criterion in question.criteria}
        for criterion in leaf.criteria if leaf and not question.is_excused else ():
            told = self.account("feedback", copy.copy_id, question.question_id, criterion.id).value
            assert told is None or shown[criterion.id] == told

    @invariant()
    def the_feedback_of_a_decision_is_what_it_was(self) -> None:
        latest = {(d.copy_id, d.question_id): d for d in self.session.decisions if isinstance(d, MarkDecision)}
        own = {
            (d.copy_id, d.question_id): d
            for d in self.session.decisions
            if isinstance(d, FeedbackDecision) and d.criterion_id is None
        }
        for copy in self.result.copies:
            for question_id, question in copy.questions.items():
                decision = latest.get((copy.copy_id, question_id))
                words = own.get((copy.copy_id, question_id))
                if question.is_excused:
                    continue
                if decision is not None and decision.points is not None and (words is None or words.text is None):
                    assert question.feedback == decision.feedback

    @invariant()
    def totals_are_the_sum_that_the_scheme_says(self) -> None:
        for copy in self.result.copies:
            scheme = self.session.scheme_of(copy.copy_id)
            values = {question_id: question.value for question_id, question in copy.questions.items()}
            assert list(values) == scheme.leaf_ids()
            known = {question_id: value for question_id, value in values.items() if value is not None}
            wanted = {i for i in values if not self.is_excused(copy.copy_id, i)}
            earned = sum_by_hand(scheme, known)
            counted = {i for i in values if self.account("excuse", copy.copy_id, i).value is not True}
            maxima = {leaf.id: leaf.maximum for leaf in scheme.leaves() if leaf.id in counted}
            assert copy.maximum == sum_by_hand(scheme, maxima)
            assert copy.earned == earned
            total = earned + self.adjusted(copy) if wanted else None
            if total is not None and not scheme.allow_below_zero:
                total = max(total, Decimal(0))
            if total is not None and not scheme.allow_above_maximum:
                total = min(total, copy.maximum)
            assert copy.total == (total if set(known) == wanted else None), "a failure is not a zero"
            assert copy.is_excused is (self.account("excuse", copy.copy_id).value is True)
            assert copy.rank is None or set(known) == set(values), "who was excused is not compared"

    def adjusted(self, copy: CopyResult) -> Decimal:
        """What the adjustments in force add to the sum of a copy's marks."""
        change = Decimal(0)
        for category in ("late", "presentation", "class_correction"):
            value = self.account("adjustment", copy.copy_id, category).value
            if isinstance(value, Adjustment):
                base = copy.earned if value.percent_of == "earned" else copy.maximum
                share = (value.percent or Decimal(0)) * base / 100
                change += value.points or share.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return change

    @invariant()
    def figures_leave_out_whoever_was_excused(self) -> None:
        result = self.result
        whole = [
            copy.total
            for copy in result.copies
            if copy.total is not None and copy.scheme_version == result.scheme.version and not copy.excused_ids()
        ]
        assert (result.statistics.graded, result.statistics.left_out) == (len(whole), len(COPIES) - len(whole))

    @invariant()
    def failure_is_never_zero(self) -> None:
        for copy in self.result.copies:
            for question in copy.questions.values():
                given = [
                    points
                    for label in LABELS
                    for points in given_by(self.session.attempts, copy.copy_id, question.question_id, label)
                ]
                decided = self.account("mark", copy.copy_id, question.question_id).value
                assert question.value is None or given or decided is not None

    @invariant()
    def every_mark_names_its_version_and_older_ones_are_flagged(self) -> None:
        versions = self.session.schemes
        assert sorted(versions) == list(range(1, len(versions) + 1))
        assert all(attempt.scheme_version in versions for attempt in self.session.attempts)
        assert all(decision.scheme_version in versions for decision in self.session.decisions)
        for copy in self.result.copies:
            is_older = copy.scheme_version < self.session.scheme.version
            assert (CopyFlag.OLDER_SCHEME in copy.flags) is is_older
            for question in copy.questions.values():
                assert question.value is None or question.scheme_version in versions
                if question.value is not None and not question.author:
                    given_under = versions[question.scheme_version or 0].question(question.question_id)
                    now = versions[copy.scheme_version].question(question.question_id)
                    assert given_under is not None
                    assert now is not None
                    assert now.accepts_marks_of(given_under)

    @invariant()
    def a_complete_copy_never_changes(self) -> None:
        for copy in self.result.copies:
            # Its place among the others, and flags that rest on them, are theirs to change.
            seen = dump(copy.model_copy(update={"rank": None, "flags": ()}))
            if copy.is_complete:
                assert self.closed.setdefault(copy.copy_id, seen) == seen
            else:
                self.closed.pop(copy.copy_id, None)


def dump(model: Any) -> Json:
    dumped: Json = model.model_dump(mode="json")
    return dumped


def substance(session: GradedSession, copy_id: str) -> object:
    """What a change of a copy's evaluation changes: its decisions, its attempts, its version of the scheme."""
    return (
        [d for d in session.decisions if getattr(d, "copy_id", None) == copy_id],
        [attempt.key for attempt in session.attempts if attempt.copy_id == copy_id],
        session.scheme_of(copy_id).version,
    )


def given_by(attempts: tuple[Attempt, ...], copy_id: str, question_id: str, label: str) -> set[Decimal]:
    """All points that a grader ever gave."""
    own = [
        a.marks[question_id] for a in attempts if (a.copy_id, a.label) == (copy_id, label) and question_id in a.marks
    ]
    return {mark.points for mark in own if mark.points is not None}


def sum_by_hand(scheme: GradingScheme, points: Mapping[str, Decimal]) -> Decimal:
    """Add up, apart from how the domain does it."""

    def worth(question: Question) -> Decimal:
        earned = points.get(question.id, Decimal(0))
        if question.parts:
            parts = sorted((worth(part) for part in question.parts), reverse=True)
            earned = sum(parts[: question.best_of or len(parts)], Decimal(0))
        return earned * question.coefficient

    exact = sum((worth(question) for question in scheme.questions), Decimal(0))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
