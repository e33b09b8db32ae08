"""The laws of blind double marking, beside those of the review: two markers hand in marks, and others decide."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from bareme.domain.attempts import Attempt
from tests.review_laws import COPIES, LEAVES, Json, ReviewLaws

MARKERS = ["Mme Roy", "M. Blanc"]


class MarkingLaws(ReviewLaws):
    """A session without graders, with two markers."""

    @precondition(lambda self: not self.finished)
    @rule(
        author=st.sampled_from([*MARKERS, *MARKERS, "Zoé"]),
        copy_id=st.sampled_from(COPIES),
        points=st.dictionaries(
            st.sampled_from(LEAVES), st.sampled_from(["0", "1", "1", "2.37", "7"]), min_size=1, max_size=3
        ),
        behind=st.sampled_from([None, None, None, 0, 1]),
    )
    def submit_marks(self, author: str, copy_id: str, points: dict[str, str], behind: int | None) -> None:
        before = self.session
        may_not = author not in MARKERS or self.is_closed(copy_id)
        may_not = may_not or any(not self.may_be_marked(author, copy_id, i, Decimal(p)) for i, p in points.items())
        marks = {question_id: {"points": given} for question_id, given in points.items()}
        action: Json = {"type": "submit_marks", "copy_ids": copy_id, "marks": marks}
        action, status = self.expected(action, behind, why_not=may_not)
        outcomes, made = self.step(author, action)
        assert {outcome.status for outcome in outcomes} == {status}
        assert made == []
        new = self.session.attempts[len(before.attempts) :]
        assert [given_in(attempt) for attempt in new] == (
            [{i: Decimal(p) for i, p in points.items()}] if status == "applied" else []
        )
        assert all(self.who(attempt) == author for attempt in new)

    @precondition(lambda self: not self.finished)
    @rule(author=st.sampled_from(MARKERS), copy_id=st.sampled_from(COPIES), points=st.sampled_from(["0", "1", "2"]))
    def mark_what_is_left(self, author: str, copy_id: str, points: str) -> None:
        leaves = self.session.scheme_of(copy_id).leaf_ids()
        left = [i for i in leaves if self.may_be_marked(author, copy_id, i, Decimal(points))]
        if left and not self.is_closed(copy_id):
            marks = {question_id: {"points": points} for question_id in left}
            (outcome,), _ = self.step(author, {"type": "submit_marks", "copy_ids": copy_id, "marks": marks})
            assert outcome.status == "applied"

    def may_be_marked(self, author: str, copy_id: str, question_id: str, points: Decimal) -> bool:
        question = self.session.scheme_of(copy_id).question(question_id)
        if question is None or self.bounded(copy_id, question, points) != points:
            return False
        decided = isinstance(self.account("mark", copy_id, question_id).value, Decimal)
        may = not decided and not self.is_excused(copy_id, question_id)
        given = self.given(copy_id, question_id)
        seen = self.was_withdrawn(copy_id, question_id) and given.keys() - {author}
        return may and not seen and len(given) < len(MARKERS)

    def was_withdrawn(self, copy_id: str, question_id: str) -> bool:
        """Whether the last decision on the question was taken back."""
        key = (copy_id, question_id)
        own = [d for d in self.session.decisions if d.kind == "mark" and (d.copy_id, d.question_id) == key]
        return bool(own) and own[-1].points is None and not own[-1].is_partial

    def given(self, copy_id: str, question_id: str) -> dict[str, Decimal]:
        """What each marker gave last, if it holds under the copy's scheme."""
        own = [attempt for attempt in self.session.attempts if attempt.copy_id == copy_id]
        current = self.session.current_marks(copy_id, own).get(question_id, [])
        return {self.who(attempt): mark.points for attempt, mark in current if mark.points is not None}

    def who(self, attempt: Attempt) -> str:
        """The marker behind the label, which is the same for all attempts of hers at a copy."""
        return MARKERS[self.labels(attempt.copy_id)[attempt.label]]

    def labels(self, copy_id: str) -> dict[str, int]:
        """Who is behind the labels of a copy, as the session keeps it."""
        raise NotImplementedError

    @invariant()
    def nobody_sees_a_mark_before_all_are_in(self) -> None:
        for copy in self.result.copies:
            for question_id, question in copy.questions.items():
                decided = self.account("mark", copy.copy_id, question_id).value
                given = self.given(copy.copy_id, question_id)
                if question.is_excused or decided is not None:
                    continue
                if len(given) < len(MARKERS):
                    seen: Any = (question.value, question.feedback, question.source)
                    told = self.account("feedback", copy.copy_id, question_id).value
                    assert seen == (None, told or "", "none yet")
                    assert question.hidden
                elif len(set(given.values())) == 1:
                    assert question.points in given.values()
                else:
                    assert question.points is None
                    assert question.value is not None


def given_in(attempt: Attempt) -> dict[str, Decimal | None]:
    return {question_id: mark.points for question_id, mark in attempt.marks.items()}
