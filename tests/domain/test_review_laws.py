"""The laws of a review over the domain alone, where thousands of steps take seconds."""

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bareme.domain.apply import CommandEffects, apply_command
from bareme.domain.attempts import Attempt, AttemptStatus, MarkStatus
from bareme.domain.calibration.report import calibrate
from bareme.domain.calibration.severity import severity_of
from bareme.domain.decider import Decider
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.result_cache import ResultCache
from bareme.domain.review import RegradeScope, ReviewCommand
from bareme.domain.scheme_versions import attempts_under
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, export
from bareme.exports.csv_flat import read_csv_flat
from bareme.exports.csv_wide import read_csv_wide
from bareme.exports.json_tree import read_json
from bareme.graphs.review_answer import read_answer
from tests.domain.sessions import AT, mark, session
from tests.exports.formats import FROM_THE_SESSION
from tests.marking_laws import MARKERS, MarkingLaws
from tests.review_laws import COPIES, FIRST, LABELS, PEOPLE, Json, ReviewLaws, law_settings

_BEHIND = {copy_id: {"A": 0, "B": 1} for copy_id in COPIES}

_QUIET: list[Json] = [
    {"type": "accept", "provisional": True},
    {"type": "set_mark", "copy_ids": ["c01", "c02"], "question_id": "1", "points": 1},
    {"type": "set_mark", "copy_ids": "c02", "question_id": "3.b", "points": 99},
    {"type": "set_feedback", "copy_ids": "c01", "text": "Bien."},
    {"type": "mark_complete", "copy_ids": ["c01", "c01", "c03"]},
    {"type": "reopen", "copy_ids": "c01"},
    {"type": "set_adjustment", "copy_ids": ["c01", "c02"], "category": "late", "percent": -10},
    {"type": "excuse", "copy_ids": ["c02", "c03"], "question_id": "3"},
    {"type": "undo", "decision": "00003"},
    {"type": "choose_attempt", "copy_ids": "c03", "label": "B"},
]


def after(before: GradedSession, changes: CommandEffects) -> GradedSession:
    """The session as the graph keeps it after a command."""
    update: dict[str, Any] = {
        "decisions": (*before.decisions, *changes.decisions),
        "attempts": (*before.attempts, *changes.attempts),
        "progress": {**before.progress, **changes.progress},
        "finished": changes.finished,
    }
    if changes.scheme is not None:
        update |= {"scheme": changes.scheme, "earlier_schemes": (*before.earlier_schemes, before.scheme)}
    return before.model_copy(update=update)


class DomainReview(ReviewLaws):
    """Graders are dice: some of their calls fail."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = ResultCache()

    @initialize(seed=st.integers(0, 1000))
    def begin(self, seed: int) -> None:
        bounds = {"allow_above_maximum": not seed % 2, "allow_below_zero": not seed % 3}
        self.session = session(FIRST.model_copy(update=bounds), [], copies=COPIES)
        self.let_graders(seed, False)
        for copy_id in COPIES:
            self._grade(copy_id, (), RegradeScope.ALL)

    @invariant()
    def what_is_kept_is_what_would_be_computed(self) -> None:
        # As after a checkpoint: equal objects, not the same ones.
        read = GradedSession.model_validate(self.session.model_dump(mode="json"))
        assert session_result(read, cache=self.cache) == session_result(self.session)

    def let_graders(self, seed: int, stop: bool) -> None:
        self.dice, self.stop = random.Random(seed), stop  # noqa: S311 - dice, not secrets

    def send(self, author: str, *actions: Json) -> list[ActionOutcome]:
        read = read_answer({"actions": list(actions), "author": author}, "en")
        assert read.command is not None
        changes = apply_command(self.session, read.command, at=AT, by=Decider(f"{author}@school"))
        assert {decision.identity for decision in changes.decisions} <= {f"{author}@school"}
        self.session = after(self.session, changes)
        for copy_id, order in changes.regrades.items():
            self._grade(copy_id, order.question_ids, order.scope)
        return read.with_refused(changes.outcomes)

    def _grade(self, copy_id: str, question_ids: Sequence[str], scope: RegradeScope) -> None:
        scheme = self.session.scheme
        own = [attempt for attempt in self.session.attempts if attempt.copy_id == copy_id]
        round_number = 1 + max((attempt.round for attempt in own), default=-1)
        made = []
        for label in LABELS:
            has = {
                question_id
                for attempt in attempts_under(scheme, own, self.session.schemes)
                if attempt.label == label
                for question_id, given in attempt.marks.items()
                if given.points is not None
            }
            wanted = [i for i in question_ids or scheme.leaf_ids() if scope is RegradeScope.ALL or i not in has]
            if wanted and not self.stop:
                made.append(self._attempt(copy_id, label, wanted, round_number))
        if not made:
            return
        progress = self.session.progress[copy_id]
        graded = progress.model_copy(update={"evaluation_version": progress.evaluation_version + 1})
        update = {
            "attempts": (*self.session.attempts, *made),
            "progress": {**self.session.progress, copy_id: graded},
        }
        self.session = self.session.model_copy(update=update)

    def _attempt(self, copy_id: str, label: str, wanted: Sequence[str], round_number: int) -> Attempt:
        scheme = self.session.scheme
        marks = {}
        if self.dice.random() > 0.15:
            for question_id in wanted:
                maximum = scheme.question(question_id)
                assert maximum is not None
                status = self.dice.choice([MarkStatus.GRADED] * 5 + [MarkStatus.MISSING, MarkStatus.FAILED])
                points = str(self.dice.randint(0, 2) * maximum.maximum / 2 // 1)
                given = points if status is MarkStatus.GRADED else status
                words = f"{label}{round_number}"
                marks[question_id] = mark(question_id, given, feedback=words)
        return Attempt(
            copy_id=copy_id,
            label=label,
            round=round_number,
            status=AttemptStatus.GRADED if marks else AttemptStatus.FAILED,
            marks={i: m.model_copy(update={"feedback": f"{label}{round_number}"}) for i, m in marks.items()},
            scheme_version=scheme.version,
        )

    @precondition(lambda self: not self.finished)
    @rule(author=PEOPLE, actions=st.lists(st.sampled_from(_QUIET), min_size=2, max_size=4))
    def several_actions_are_each_of_them_in_turn(self, author: str, actions: list[Json]) -> None:
        command = ReviewCommand.model_validate({"actions": actions, "author": author})
        together = apply_command(self.session, command, at=AT)
        alone = self.session
        outcomes: list[ActionOutcome] = []
        for number, action in enumerate(command.actions):
            changes = apply_command(alone, command.model_copy(update={"actions": (action,)}), at=AT)
            alone = after(alone, changes)
            outcomes += [outcome.model_copy(update={"action": number}) for outcome in changes.outcomes]
        assert after(self.session, together) == alone
        assert together.outcomes == outcomes

    @rule(fmt=st.sampled_from(FROM_THE_SESSION))
    def every_export_can_be_written(self, fmt: ExportFormat) -> None:
        if fmt.shows_pages:
            return  # needs the documents
        sheets = {ExportFormat.SHEETS, ExportFormat.SHEETS_PRINT}
        if fmt in {ExportFormat.XLSX, *sheets} and len(self.session.decisions) % 5:
            return  # each takes as long as fifty steps
        values = (question.value for copy in self.result.copies for question in copy.questions.values())
        if fmt in sheets and all(value is None for value in values):
            return  # refused
        assert calibrate(self.session, self.result, severities=severity_of(self.session, _BEHIND))
        data = export(self.session, fmt, generated_at=AT)
        if fmt is ExportFormat.CSV:
            totals = {copy.copy_id: copy.total for copy in self.result.copies}
            assert {row.copy_id: row.total for row in read_csv_wide(data).rows} == totals
        if fmt is ExportFormat.CSV_FLAT:
            self.flat_rows_sum_to_the_totals(data)
        if fmt is ExportFormat.JSON:
            for copy, node in zip(self.result.copies, read_json(data).submissions, strict=True):
                sums = (
                    sum(q.points_added or 0 for q in node.questions),
                    sum(a.points_added or 0 for a in node.adjustments),
                )
                exact = abs(sums[0] - copy.earned) <= Decimal(
                    "0.02"
                )  # each question is rounded, the sum is rounded once
                assert copy.total is None or exact
                assert copy.total is None or copy.total == copy.earned + sums[1] + (node.adjustment_bound or 0)

    def flat_rows_sum_to_the_totals(self, data: bytes) -> None:
        rows = read_csv_flat(data)
        for copy in self.result.copies:
            own = [row for row in rows if row.copy_id == copy.copy_id and row.counted]
            marks = [row for row in own if row.question_id]
            earned = sum(
                (row.points_earned * Decimal(row.coefficient) for row in marks if row.points_earned), Decimal(0)
            )
            adjusted = sum((row.points_earned for row in own if not row.question_id and row.points_earned), Decimal(0))
            whole = earned.quantize(Decimal("0.01"), ROUND_HALF_UP) + adjusted
            assert copy.total is None or copy.total == whole


class DomainMarking(MarkingLaws, DomainReview):
    """Nobody but the markers gives marks."""

    @initialize()
    def begin(self) -> None:
        waiting = dict.fromkeys(COPIES, CopyProgress())
        self.session = session(FIRST, [], copies=COPIES, progress=waiting, graders=0, markers=MARKERS)

    def _grade(self, copy_id: str, question_ids: Sequence[str], scope: RegradeScope) -> None:
        """There are no graders."""

    def labels(self, copy_id: str) -> dict[str, int]:
        return self.session.grader_key[copy_id]


DomainReview.TestCase.settings = law_settings(18, steps=40)
TestDomainReview = DomainReview.TestCase
DomainMarking.TestCase.settings = law_settings(12, steps=40)
TestDomainMarking = DomainMarking.TestCase
