from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.criteria import Criterion, CriterionKind, Level, criteria_maximum
from bareme.domain.points import is_on_step
from bareme.domain.rubric import RubricFaultKind, check_criteria, questions_to_draft, with_criteria
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_checks import check_scheme
from tests.domain.strategies import STEPS

STEP = Decimal("0.25")


def criterion(name: str, points: str, *levels: str, kind: CriterionKind = CriterionKind.RANGE) -> Criterion:
    described = tuple(Level(points=Decimal(level), description="…") for level in levels)
    return Criterion(id=name, name=name, points=Decimal(points), kind=kind, levels=described)


def question(maximum: str = "2") -> Question:
    return Question(id="1", max_points=Decimal(maximum))


def kinds(*criteria: Criterion, maximum: str = "2", only_positive: bool = False) -> list[str]:
    found = check_criteria(criteria, question(maximum), STEP, only_positive=only_positive)
    return [fault.fault.value for fault in found]


LEVELS, ALL = CriterionKind.LEVELS, CriterionKind.ALL_OR_NOTHING


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ((), ["no_criteria"]),
        ((criterion("a", "2"),), []),
        ((criterion("a", "2", "2", "0.5", "0", kind=LEVELS),), []),
        ((criterion("a", "2", "2", "0", kind=ALL),), []),
        ((criterion("a", "2", "1"),), []),  # a guide, where any points can be given
        ((criterion("a", "1.5"),), ["not_sum"]),
        ((criterion("a", "1"), criterion("A ", "1")), ["repeated_name"]),
        ((criterion("a", "2"), criterion("b", "0")), ["not_positive"]),
        ((criterion("a", "1.9"), criterion("b", "0.1")), ["off_step", "off_step"]),
        ((criterion("a", "2", "2", "1.9", "0", kind=LEVELS),), ["level_off_step"]),
        ((criterion("a", "2", "2", "-1", "0", kind=LEVELS),), ["level_outside"]),
        ((criterion("a", "2", "2", "1", kind=LEVELS),), ["levels_incomplete"]),
        ((criterion("a", "2", "2", "2", "0", kind=LEVELS),), ["levels_incomplete"]),
        ((criterion("a", "2", "1", "0", kind=ALL),), ["levels_incomplete"]),
    ],
)
def test_what_is_wrong_with_criteria_is_named(criteria: Sequence[Criterion], expected: list[str]) -> None:
    assert kinds(*criteria) == expected


def test_only_a_teacher_takes_points_off() -> None:
    penalty = criterion("b", "-1", "-1", "-0.5", "0", kind=LEVELS)
    assert kinds(criterion("a", "2"), penalty) == []
    assert kinds(criterion("a", "2"), penalty, only_positive=True) == ["not_positive"]


def test_a_maximum_off_the_step_lets_one_criterion_off_it() -> None:
    assert kinds(criterion("a", "1"), criterion("b", "1.1"), maximum="2.1") == []
    assert kinds(criterion("a", "1.05"), criterion("b", "1.05"), maximum="2.1") == ["off_step"]


def test_a_fault_holds_the_numbers_that_explain_it() -> None:
    (fault,) = check_criteria((criterion("a", "1.5"),), question(), STEP)
    assert (fault.fault, fault.stated, fault.computed) == (RubricFaultKind.NOT_SUM, Decimal(2), Decimal("1.5"))


_CRITERIA = st.lists(
    st.builds(
        criterion,
        st.sampled_from("abcd"),
        st.decimals(-3, 5, places=2).map(str),
        *[st.decimals(-1, 5, places=2).map(str)] * 2,
        kind=st.sampled_from(CriterionKind),
    ),
    max_size=4,
)


@given(_CRITERIA, st.decimals("0.01", 10, places=2), STEPS)
def test_criteria_without_a_fault_make_the_maximum_and_pass_the_scheme_s_own_check(
    criteria: list[Criterion], maximum: Decimal, step: Decimal
) -> None:
    asked = Question(id="1", max_points=maximum)
    if not check_criteria(criteria, asked, step, only_positive=True):
        assert criteria_maximum(criteria) == maximum
        assert sum(not is_on_step(c.points, step) for c in criteria) <= (not is_on_step(maximum, step))
        assert check_scheme(GradingScheme(questions=(asked.model_copy(update={"criteria": tuple(criteria)}),))) == []


def test_a_scheme_is_filled_where_it_has_no_criteria_and_nowhere_else() -> None:
    own, drafted = criterion("own", "1"), (criterion("a", "2"),)
    scheme = GradingScheme(
        questions=(
            question(),
            Question(
                id="2",
                parts=(
                    Question(id="2.a", max_points=Decimal(1), criteria=(own,)),
                    Question(id="2.b", max_points=Decimal(0)),
                ),
            ),
        )
    )
    assert [leaf.id for leaf in questions_to_draft(scheme)] == ["1"]
    filled = with_criteria(scheme, {"1": drafted, "2.a": drafted, "2": drafted})
    assert [leaf.criteria for leaf in filled.leaves()] == [drafted, (own,), ()]
    assert filled.version == scheme.version
    bare = filled.questions[0].model_copy(update={"criteria": ()})
    assert bare == scheme.questions[0]
