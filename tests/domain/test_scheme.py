from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bareme.domain.criteria import Criterion
from bareme.domain.limits import ID_LENGTH
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_checks import SchemeFault, SchemeFinding, check_scheme
from tests.domain.strategies import SCHEMES, points

pytestmark = pytest.mark.smoke


def leaf(question_id: str, maximum: str = "2", *criteria: tuple[str, str], label: str = "") -> Question:
    given_for = tuple(Criterion(id=name, name=name, points=Decimal(worth)) for name, worth in criteria)
    return Question(id=question_id, label=label, max_points=Decimal(maximum), criteria=given_for)


def group(question_id: str, *parts: Question, printed: str | None = None) -> Question:
    return Question(id=question_id, max_points=None if printed is None else Decimal(printed), parts=parts)


def scheme(*questions: Question, printed: str | None = None) -> GradingScheme:
    return GradingScheme(questions=questions, printed_total=None if printed is None else Decimal(printed))


def faults(of: GradingScheme) -> list[tuple[str, str | None]]:
    return [(finding.fault.value, finding.question_id) for finding in check_scheme(of)]


def test_a_leaf_needs_a_maximum_and_a_group_none() -> None:
    with pytest.raises(ValidationError, match="'1' has neither points nor parts"):
        Question(id="1")
    assert group("1", leaf("1.a")).maximum == Decimal(2)


@given(SCHEMES)
def test_the_total_is_the_exact_sum_of_the_leaves(of: GradingScheme) -> None:
    assert Fraction(of.total) == sum(Fraction(leaf.maximum) for leaf in of.leaves())
    assert of.leaf_ids() == [question.id for question in of.walk() if not question.parts]


def test_a_group_is_worth_its_parts_whatever_is_printed() -> None:
    exercise = group("1", leaf("1.a", "2.5"), group("1.b", leaf("1.b.i", "1"), leaf("1.b.ii", "0.25")), printed="9")
    assert exercise.maximum == Decimal("3.75")
    assert [question.id for question in exercise.leaves()] == ["1.a", "1.b.i", "1.b.ii"]


def test_a_question_is_found_by_its_id_at_any_depth() -> None:
    nested = scheme(leaf("1"), group("2", group("2.a", leaf("2.a.i", "3"))))
    found = nested.question("2.a.i")
    assert found is not None
    assert found.maximum == Decimal(3)
    assert nested.question("3") is None


@given(SCHEMES)
def test_json_reads_back_the_same(of: GradingScheme) -> None:
    assert GradingScheme.model_validate_json(of.model_dump_json()) == of


def test_a_sound_scheme_has_no_findings() -> None:
    sound = scheme(
        leaf("1", "3", ("method", "2"), ("result", "1")), group("2", leaf("2.a"), leaf("2.b"), printed="4"), printed="7"
    )
    assert check_scheme(sound) == []


def test_each_fault_is_reported_with_what_is_stated_and_what_is_computed() -> None:
    faulty = scheme(
        leaf("1"),
        leaf("1"),
        group("2", leaf("2.a"), leaf("2.b"), printed="5"),
        leaf("3", "0"),
        leaf("4", "3", ("method", "1"), ("method", "1")),
        printed="20",
    )
    assert check_scheme(faulty) == [
        SchemeFinding(fault=SchemeFault.DUPLICATE_ID, question_id="1"),
        SchemeFinding(fault=SchemeFault.GROUP_NOT_SUM, question_id="2", stated=Decimal(5), computed=Decimal(4)),
        SchemeFinding(fault=SchemeFault.ZERO_MAXIMUM, question_id="3"),
        SchemeFinding(fault=SchemeFault.DUPLICATE_CRITERION, question_id="4"),
        SchemeFinding(fault=SchemeFault.CRITERIA_NOT_SUM, question_id="4", stated=Decimal(3), computed=Decimal(2)),
        SchemeFinding(fault=SchemeFault.TOTAL_NOT_SUM, stated=Decimal(20), computed=Decimal(11)),
    ]


def test_criteria_of_two_questions_may_share_their_ids() -> None:
    assert check_scheme(scheme(leaf("1", "2", ("method", "2")), leaf("2", "1", ("method", "1")))) == []


def test_an_id_three_times_is_one_finding() -> None:
    assert faults(scheme(leaf("1"), group("2", leaf("1"), leaf("1")))) == [("duplicate_id", "1")]


# Few ids, so that they collide with each other and with the numbered ones.
_IDS = st.sampled_from(["1", "1 (2)", "1 (2) (2)", "1 (3)", "2", "é" * ID_LENGTH])
_CRITERIA = st.lists(st.builds(Criterion, id=st.sampled_from("ab"), name=st.just("c"), points=points("3")), max_size=3)
_LEAVES = st.builds(
    Question,
    id=_IDS,
    label=st.sampled_from(["", "Question"]),
    max_points=points("9"),
    criteria=_CRITERIA.map(tuple),
)
_QUESTIONS = st.recursive(
    _LEAVES,
    lambda parts: st.builds(
        Question,
        id=_IDS,
        max_points=st.none() | points("9"),
        parts=st.lists(parts, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
_ANY = st.builds(
    GradingScheme,
    questions=st.lists(_QUESTIONS, min_size=1, max_size=4).map(tuple),
    printed_total=st.none() | points("50"),
)


@given(_ANY)
def test_any_scheme_can_be_checked(of: GradingScheme) -> None:
    found = faults(of)
    ids = [question.id for question in of.walk()]
    repeated = {question_id for question_id in ids if ids.count(question_id) > 1}
    assert {question_id for fault, question_id in found if fault == "duplicate_id"} == repeated
    assert (("total_not_sum", None) in found) is (of.printed_total not in {None, of.total})


@given(_ANY)
def test_unique_ids_change_nothing_else(of: GradingScheme) -> None:
    renamed = of.with_unique_ids()
    before, after = list(of.walk()), list(renamed.walk())
    ids = [question.id for question in after]
    assert len(set(ids)) == len(ids)
    assert [question.name for question in after] == [question.name for question in before]
    assert [question.maximum for question in after] == [question.maximum for question in before]
    for renamed_question, question in zip(after, before, strict=True):
        names = [criterion.id for criterion in renamed_question.criteria]
        assert len(set(names)) == len(names)
        blank = [criterion.model_copy(update={"id": "x"}) for criterion in renamed_question.criteria]
        assert blank == [criterion.model_copy(update={"id": "x"}) for criterion in question.criteria]
    assert renamed.total == of.total
    assert GradingScheme.model_validate_json(renamed.model_dump_json()) == renamed


@given(_ANY)
def test_the_first_of_each_id_keeps_it(of: GradingScheme) -> None:
    before = [question.id for question in of.walk()]
    after = [question.id for question in of.with_unique_ids().walk()]
    for position, question_id in enumerate(before):
        assert (after[position] == question_id) is (before.index(question_id) == position)


def test_repeated_ids_are_numbered_around_those_already_taken() -> None:
    renamed = scheme(leaf("1"), leaf("1"), leaf("1 (2)"), group("1", leaf("1"))).with_unique_ids()
    assert [question.id for question in renamed.walk()] == ["1", "1 (3)", "1 (2)", "1 (4)", "1 (5)"]
    assert [question.name for question in renamed.walk()] == ["1", "1", "1 (2)", "1", "1"]


@given(SCHEMES)
def test_a_scheme_with_unique_ids_stays_as_it_is(of: GradingScheme) -> None:
    assert of.with_unique_ids() == of
