"""From items to sessions, and from two runs to what changed between them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import MarkStatus
from bareme.domain.copies import PageRef
from bareme.errors import InvalidInput
from bareme.evaluation.comparison import Change, compare_runs
from bareme.evaluation.items import EvaluationItem, RaterMark, ScaleLevel
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.paired import FIGURES, paired_differences
from bareme.evaluation.run_folder import RunFolder, read_run
from bareme.evaluation.run_marks import RunMark, table_of
from bareme.evaluation.sampling import Sample, draw_sample
from bareme.evaluation.session_plan import gradable, plan_hash, plan_sessions


def item(
    question: str, student: str, *, answer: str | None = "so", step: str | None = "0.5", **more: object
) -> EvaluationItem:
    fields = {"question_id": question, "student_id": student, "answer": answer, "maximum": 2, "step": step}
    return EvaluationItem.model_validate({**fields, "human_marks": [{"rater": "A", "points": 1}], **more})


answered = st.lists(
    st.tuples(st.sampled_from(["Q1", "Q2", "Q3"]), st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["0.5", "1"])),
    min_size=1,
    max_size=40,
).map(lambda rows: gradable([item(question, student, step=step) for question, student, step in rows])[0])


@given(answered, st.integers(1, 6), st.integers(1, 3))
def test_every_item_is_in_one_copy_of_its_own_student(items, max_copies, questions):
    sessions = plan_sessions(items, max_copies=max_copies, questions=questions)
    graded = [one.item_id for session in sessions for copy in session.copies for one in copy.items.values()]
    assert sorted(graded) == sorted(one.item_id for one in items)
    for session in sessions:
        labels = {question.id: question.label for question in session.scheme.leaves()}
        assert 1 <= len(session.copies) <= max_copies
        assert len(labels) <= questions
        for copy in session.copies:
            assert len({one.student_id for one in copy.items.values()}) == 1
            assert all(one.student_id for one in copy.items.values()) or len(copy.items) == 1
            assert {number: one.question_id for number, one in copy.items.items()}.items() <= labels.items()
            assert {one.step for one in copy.items.values()} == {session.step}


places = st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Q1", "Q2", "Q3"]), st.sampled_from(["", "a", "b"]), st.none() | places),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 4),
)
def test_copies_hold_the_pages_of_their_items_and_a_session_each_page_once(rows, max_copies):
    made = [
        item(question, student, answer="so" if on is None else None, pages=() if on is None else ["s.pdf"])
        for question, student, on in rows
    ]
    items, _ = gradable(made)
    pages = {
        one.item_id: tuple(PageRef(document_id="d", index=index) for index in on)
        for one, (_, _, on) in zip(items, rows, strict=True)
        if on is not None
    }
    sessions = plan_sessions(items, max_copies=max_copies, pages=pages)
    graded = [one.item_id for session in sessions for copy in session.copies for one in copy.items.values()]
    assert sorted(graded) == sorted(one.item_id for one in items)
    for session in sessions:
        assert 1 <= len(session.copies) <= max_copies
        shown = [page for copy in session.copies for page in copy.pages]
        assert len(set(shown)) == len(shown)
        for copy in session.copies:
            assert len({one.student_id for one in copy.items.values()}) == 1
            assert bool(copy.pages) != bool(copy.answers)
            assert set(copy.pages) == {page for one in copy.items.values() for page in pages.get(one.item_id, ())}
            assert list(copy.pages) == sorted(copy.pages, key=lambda page: page.index)


def test_all_that_is_asked_of_the_same_pages_is_one_copy():
    asked = [f"Q{number}" for number in range(1, 13)]
    rows = [item(question, student, answer=None, pages=["s.pdf"]) for student in "abc" for question in asked]
    items, _ = gradable(rows)
    own = {"a": (0, 1), "b": (2,), "c": (3, 4)}
    pages = {one.item_id: tuple(PageRef(document_id="d", index=n) for n in own[one.student_id]) for one in items}
    (session,) = plan_sessions(items, max_copies=50, pages=pages)
    assert [(len(copy.items), [page.index for page in copy.pages]) for copy in session.copies] == [
        (12, [0, 1]),
        (12, [2]),
        (12, [3, 4]),
    ]
    moved = {**pages, items[0].item_id: (PageRef(document_id="e", index=0),)}
    assert plan_hash([session]) != plan_hash(plan_sessions(items, max_copies=50, pages=moved))


@given(answered, st.integers(1, 50), st.integers(0, 5))
def test_a_sample_is_repeatable_and_each_question_has_its_share(items, size, seed):
    drawn = draw_sample(items, Sample(size=size, seed=seed))
    assert drawn == draw_sample(items, Sample(size=size, seed=seed))
    assert len(drawn) == min(size, len(items))
    places = [items.index(one) for one in drawn]
    assert places == sorted(set(places))
    for question in {one.question_id for one in items}:
        own, taken = (sum(one.question_id == question for one in group) for group in (items, drawn))
        assert abs(taken - own * len(drawn) / len(items)) < 1


def test_what_no_grader_can_be_given_is_counted_with_its_reason():
    rows = [
        item("Q1", "a"),
        item("Q1", "b", answer=None),
        item("Q1", "c", maximum=None),
        item("Q1", "d", maximum="1.005", human_marks=[], step=None),
    ]
    taken, left_out = gradable(rows)
    assert [one.student_id for one in taken] == ["a"]
    assert sorted((one.count, str(one.reason).split()[0]) for one in left_out) == [
        (1, "answer"),
        (1, "question"),
        (1, "question"),
    ]


def test_marks_of_people_change_no_session_and_anything_shown_does():
    before, _ = gradable([item("Q1", "a"), item("Q1", "b")])
    marked = [one.model_copy(update={"human_marks": (RaterMark(rater="A", points="2"),)}) for one in before]
    shown = [before[0], before[1].model_copy(update={"answer": "so!"})]
    prints = [plan_hash(plan_sessions(items, max_copies=5)) for items in (before, marked, shown)]
    assert prints[0] == prints[1] != prints[2]


def test_a_scale_that_begins_above_zero_and_levels_that_say_what_they_mean():
    levels = [
        ScaleLevel(label="low", points="1", description="wrong"),
        ScaleLevel(label="high", points="3", description="right"),
    ]
    one = item("Q1", "a", minimum=1, maximum=3, step="2", levels=levels)
    (session,) = plan_sessions(gradable([one])[0], max_copies=5)
    (question,) = session.scheme.leaves()
    assert question.maximum == 2
    assert [level.points for level in question.criteria[0].levels] == [0, 2]


def mark(number: int, points: str | None, human: str, *, grader: str = "m", **more: object) -> RunMark:
    status = MarkStatus.FAILED if points is None else MarkStatus.GRADED
    fields = {"item_id": f"i{number}", "question": f"Q{number % 3}", "student": f"s{number // 3}", "maximum": 4}
    humans = [{"rater": "A", "points": human}]
    mine = {"step": 1, "grader": grader, "try": 1, "points": points, "status": status, "humans": humans}
    return RunMark.model_validate({**fields, **mine, **more})


marks = st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=40)


@given(marks)
def test_a_difference_is_that_of_the_figures_and_its_interval_that_of_the_same_draws(rows):
    human, before, after = ([Decimal(row[column]) for row in rows] for column in range(3))
    bootstrap = Bootstrap.over([number // 3 for number in range(len(rows))], resamples=200)
    found = paired_differences(human, before, after, step=Decimal(1), bootstrap=bootstrap)
    swapped = paired_differences(human, after, before, step=Decimal(1), bootstrap=bootstrap)
    same = paired_differences(human, before, before, step=Decimal(1), bootstrap=bootstrap)
    assert set(found) == set(FIGURES)
    for name, one in found.items():
        if one.difference.value.value is not None:
            assert one.after.value is not None
            assert one.before.value is not None
            assert one.difference.value.value == one.after.value - one.before.value
            assert swapped[name].difference.value.value == -one.difference.value.value
        if one.difference.low.value is not None:
            assert swapped[name].difference.high.value == pytest.approx(-one.difference.low.value, abs=1e-9)
        if same[name].difference.low.value is not None:
            assert (same[name].difference.low.value, same[name].difference.high.value) == (0, 0)


def test_the_interval_of_a_bias_is_that_of_drawing_the_students_by_hand():
    dice = np.random.default_rng(4)
    rows = dice.integers(0, 5, size=(90, 3))
    human, before, after = ([Decimal(int(value)) for value in rows[:, column]] for column in range(3))
    bootstrap = Bootstrap.over([number // 3 for number in range(90)], resamples=4000)
    found = paired_differences(human, before, after, step=Decimal(1), bootstrap=bootstrap)["bias"]
    gained = (rows[:, 2] - rows[:, 1]).reshape(30, 3).mean(axis=1)
    drawn = gained[np.random.default_rng(5).integers(0, 30, size=(4000, 30))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.difference.value.value == pytest.approx(gained.mean())
    assert (found.difference.low.value, found.difference.high.value) == pytest.approx((low, high), abs=0.04)


def test_two_runs_are_held_against_each_other_over_what_they_share():
    before = [
        mark(0, "1", "3"),
        mark(1, "3", "3"),
        mark(2, "2", "3"),
        mark(3, "0", "0"),
        mark(4, None, "1"),
        mark(5, "1", "1"),
    ]
    after = [
        *(mark(0, "3", "3", grader="n"), mark(1, "1", "3", grader="n"), mark(2, "4", "3", grader="n")),
        *(mark(3, "0", "0", grader="n"), mark(4, "1", "1", grader="n"), mark(6, "1", "1", grader="n")),
    ]
    found = compare_runs(_run("a", before), _run("b", after), resamples=50)
    assert found.pairing == (("m", "n"),)
    assert (found.common, found.before_only, found.after_only, found.without_mark) == (5, 1, 1, 1)
    assert (found.overall.better, found.overall.worse, found.overall.as_far, found.overall.same) == (1, 1, 1, 1)
    assert [(one.item_id, one.change) for one in found.changed] == [
        ("i1", Change.WORSE),
        ("i2", Change.AS_FAR),
        ("i0", Change.BETTER),
    ]
    assert {one.key: one.marks for one in found.questions} == {"Q0": 2, "Q1": 1, "Q2": 1}
    assert found.figures["bias"].before.value == -0.75
    assert found.figures["bias"].after.value == -0.25


def test_runs_that_cannot_be_compared_say_why():
    one = _run("a", [mark(0, "1", "3")])
    with pytest.raises(InvalidInput, match="no mark"):
        compare_runs(one, _run("b", [mark(1, "1", "3")]))
    two = _run("b", [mark(0, "1", "3", grader="x"), mark(0, "1", "3", grader="y")])
    with pytest.raises(InvalidInput, match="no grader"):
        compare_runs(one, two)
    with pytest.raises(InvalidInput, match="'B'"):
        compare_runs(one, one, reference="B")


def test_marks_are_read_back_as_they_were_written(tmp_path: Path):
    written = [mark(0, "1.5", "3"), mark(1, None, "2")]
    path = tmp_path / "marks.jsonl"
    path.write_text("".join(one.model_dump_json(by_alias=True) + "\n" for one in written), encoding="utf-8")
    assert read_run(path).marks == read_run(tmp_path).marks == tuple(written)
    path.write_text('{"item_id": 1}\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"marks\.jsonl, line 1"):
        read_run(path)


def test_tries_of_one_answer_are_told_from_two_answers_to_one_question():
    rows = [mark(n, "1", "1", student="s", question="Q", **{"try": str(attempt)}) for n in (0, 1) for attempt in (1, 2)]
    table = table_of(rows)
    assert table.answers == [("i0",), ("i0",), ("i1",), ("i1",)]
    assert table.distinct_answers().rows == 2


def _run(name: str, rows: list[RunMark]) -> RunFolder:
    return RunFolder(name=name, record=None, marks=tuple(rows))
