"""Laws of criteria, and of schemes with coefficients and choices."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import Attempt
from bareme.domain.criteria import Criterion, CriterionKind, Level, criteria_maximum, sum_criteria
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_versions import attempts_under, diff_schemes
from tests.domain.sessions import attempt

STEP = Decimal("0.25")
_POINTS = st.integers(-8, 16).map(lambda quarters: Decimal(quarters) / 4)


@st.composite
def criteria(draw: st.DrawFn) -> list[Criterion]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(CriterionKind))
        levels = draw(st.lists(_POINTS, min_size=1, max_size=3)) if kind is CriterionKind.LEVELS else []
        made.append(
            Criterion(
                id=str(number),
                name="k",
                points=draw(_POINTS),
                kind=kind,
                levels=tuple(Level(points=points, description="d") for points in levels),
                bonus=draw(st.booleans()),
                group=draw(st.sampled_from(["", "", "g", "h"])),
            )
        )
    return made


def possible(criterion: Criterion) -> list[Decimal]:
    return [value for quarters in range(-8, 17) if criterion.allows(value := Decimal(quarters) / 4, STEP)]


@given(st.data(), criteria(), st.integers(0, 20))
def test_a_sum_is_bounded_and_of_a_group_one_counts(data: st.DataObject, made: list[Criterion], most: int) -> None:
    given_ = {criterion.id: data.draw(st.sampled_from(possible(criterion) or [Decimal(0)])) for criterion in made}
    result = sum_criteria(made, given_, maximum=Decimal(most))
    assert 0 <= result.points <= most
    counting = [criterion for criterion in made if criterion.id not in result.left_out]
    assert result.added == sum((given_[criterion.id] for criterion in counting), Decimal(0))
    assert result.points == min(max(result.added, Decimal(0)), Decimal(most))
    for group in {criterion.group for criterion in made if criterion.group}:
        (counts,) = [criterion for criterion in counting if criterion.group == group]
        others = [given_[criterion.id] for criterion in made if criterion.group == group]
        assert given_[counts.id] in {max(others), min(others)}
        assert max(others) <= 0 or given_[counts.id] == max(others)
    assert all(criterion.group for criterion in made if criterion.id in result.left_out)


@given(criteria())
def test_what_a_criterion_allows_lies_between_its_ends(made: list[Criterion]) -> None:
    for criterion in made:
        low, high = criterion.bounds
        assert all(low <= points <= high for points in possible(criterion))
        if criterion.kind is not CriterionKind.LEVELS:
            assert criterion.allows(Decimal(0), STEP)
            assert criterion.allows(criterion.points, STEP)


@given(criteria())
def test_all_right_is_the_maximum(made: list[Criterion]) -> None:
    best = {criterion.id: Decimal(0) if criterion.bonus else criterion.bounds[1] for criterion in made}
    total = sum_criteria(made, best, maximum=Decimal(1000))
    assert total.points == criteria_maximum(made)


_LEAVES = st.builds(
    Question,
    id=st.just("?"),
    max_points=st.integers(0, 40).map(lambda quarters: Decimal(quarters) / 4),
    coefficient=st.sampled_from([Decimal(1), Decimal("1.5"), Decimal("0.33"), Decimal(3)]),
)


@st.composite
def _group(draw: st.DrawFn, parts: st.SearchStrategy[Question]) -> Question:
    below = tuple(draw(st.lists(parts, min_size=1, max_size=4)))
    best_of = draw(st.none() | st.integers(1, len(below)))
    return Question(
        id="?", parts=below, best_of=best_of, coefficient=draw(st.sampled_from([Decimal(1), Decimal("0.5")]))
    )


SCHEMES = st.lists(st.recursive(_LEAVES, _group, max_leaves=6), min_size=1, max_size=4).map(
    lambda questions: GradingScheme(questions=tuple(questions)).with_unique_ids()
)


@given(st.data(), SCHEMES)
def test_totals_lie_between_zero_and_the_scheme_s(data: st.DataObject, scheme: GradingScheme) -> None:
    full = {leaf.id: leaf.maximum for leaf in scheme.leaves()}
    assert scheme.add_up(full).points == scheme.total
    assert scheme.add_up({}).points == 0
    some = {i: data.draw(st.integers(0, 4)) * points / 4 for i, points in full.items()}
    earned = scheme.add_up(some)
    assert 0 <= earned.points <= scheme.total
    assert set(earned.counted) <= set(full)
    # What does not count can be anything less and changes nothing.
    counted = {i: points for i, points in some.items() if i in earned.counted}
    assert scheme.add_up(counted).points == earned.points
    # Giving more never takes away.
    better = data.draw(st.sampled_from(sorted(full)))
    assert scheme.add_up({**some, better: full[better]}).points >= earned.points


@given(st.lists(_LEAVES, min_size=1, max_size=6), st.integers(1, 6))
def test_the_best_of_a_choice_are_worth_most(parts: list[Question], count: int) -> None:
    kept = min(count, len(parts))
    choice = Question(id="?", parts=tuple(parts), best_of=kept)
    worth = sorted((part.maximum * part.coefficient for part in parts), reverse=True)[:kept]
    assert choice.maximum == sum(worth, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(SCHEMES, SCHEMES)
def test_marks_hold_exactly_where_the_difference_says_so(old: GradingScheme, new: GradingScheme) -> None:
    new = new.model_copy(update={"version": 2})
    diff = diff_schemes(old, new)
    given_: Attempt = attempt("c01", "A", {leaf.id: "0" for leaf in old.leaves()})
    held = {question_id for kept in attempts_under(new, [given_], {1: old, 2: new}) for question_id in kept.marks}
    assert held == set(new.leaf_ids()) - set(diff.to_mark)
    assert set(diff.added) == set(new.leaf_ids()) - set(old.leaf_ids())
    assert set(diff.removed) == set(old.leaf_ids()) - set(new.leaf_ids())
    assert {*diff.added, *(changed.question_id for changed in diff.changed_maximum)} <= set(diff.to_mark)
    assert diff_schemes(old, old.model_copy(update={"version": 9})).is_empty
