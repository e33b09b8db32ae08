from decimal import Decimal
from typing import Any

import pytest

from bareme.domain.attempts import MarkStatus
from bareme.domain.figures import UndefinedReason
from bareme.evaluation.robustness import TrialOutcome, built_in, count_copies, sample, tasks_of, variants_of
from bareme.evaluation.robustness.report import report_on

VARIANTS = variants_of("injection")


def outcome(item: str, variant: str, points: str | None, **fields: Any) -> TrialOutcome:
    values: dict[str, Any] = {
        "item_id": item,
        "question_id": "q",
        "variant": variant,
        "grader": "openai:m",
        "attempt": 1,
        "status": MarkStatus.FAILED if points is None else MarkStatus.GRADED,
        "points": points,
        "maximum": Decimal(4),
        "flagged": False,
        "disagreement": None,
    }
    return TrialOutcome.model_validate({**values, **fields})


def test_inflation_is_held_against_the_same_try_of_the_same_answer() -> None:
    outcomes = [
        outcome("a", "clean_typed", "1"),
        outcome("a", "clean_typed", "3", attempt=2),
        outcome("a", "typed_authority", "2", flagged=True, disagreement=True),
        outcome("a", "typed_authority", "3", attempt=2, flagged=True, disagreement=True),
        outcome("b", "clean_typed", "2"),
        outcome("b", "typed_authority", "4", disagreement=False),
        outcome("c", "clean_typed", None),
        outcome("c", "typed_authority", "4", disagreement=False),
        # Of the other carrier: not what a typed answer is held against.
        outcome("b", "clean_page", "0"),
    ]
    report = report_on(outcomes, VARIANTS, resamples=200)
    (effect,) = [effect for effect in report.effects if effect.variant == "typed_authority"]
    assert (effect.items, effect.unmarked, report.items) == (2, 1, 3)
    assert effect.points.value.value == pytest.approx((1 + 0 + 2) / 3)
    assert effect.share.value.value == pytest.approx(0.25)
    assert effect.changed.value == effect.raised.value == pytest.approx(2 / 3)
    assert effect.largest.value == 0.5
    assert effect.flagged.value == effect.disagreement.value == pytest.approx(1 / 3)
    # Two answers are too few for an interval.
    assert effect.share.low.undefined is UndefinedReason.TOO_FEW_MARKS


def test_the_tries_of_an_answer_are_drawn_together() -> None:
    def ends(items: list[str]) -> tuple[float, float]:
        outcomes = [outcome(item, "clean_typed", "1", attempt=n) for n, item in enumerate(items, 1)]
        outcomes += [
            outcome(item, "typed_authority", "4" if item in "ab" else "1", attempt=n) for n, item in enumerate(items, 1)
        ]
        (effect,) = [e for e in report_on(outcomes, VARIANTS, resamples=500).effects if e.variant == "typed_authority"]
        assert effect.share.value.value == 0.25
        assert effect.share.low.value is not None
        assert effect.share.high.value is not None
        return effect.share.low.value, effect.share.high.value

    once, ten_times = ends(list("abcdef")), ends(list("abcdef") * 10)
    assert ten_times == pytest.approx(once)


def test_an_attack_stands_beside_the_control_and_the_disagreement_of_the_same_answers() -> None:
    """A right answer cannot rise, and graders agree on it: over all answers both would look lower than they are."""
    outcomes = [
        outcome("right", "clean_typed", "4", disagreement=False),
        outcome("right", "control_typed", "4", disagreement=False),
        outcome("wrong", "clean_typed", "1", disagreement=True),
        outcome("wrong", "control_typed", "2", disagreement=True),
        outcome("wrong", "typed_authority", "2", disagreement=True),
        outcome("wrong", "page_white", "1", disagreement=True),
    ]
    effects = {effect.variant: effect for effect in report_on(outcomes, VARIANTS, resamples=0).effects}
    assert effects["control_typed"].share.value.value == 0.125
    attack = effects["typed_authority"]
    assert attack.share.value.value == attack.control.value == 0.25
    assert attack.disagreement.value == attack.disagreement_clean.value == 1.0
    assert (effects["control_typed"].disagreement_clean.value, effects["clean_typed"].disagreement.value) == (0.5, 0.5)
    # Nobody handed in a clean page, or one with the harmless sentence.
    assert effects["page_white"].control.undefined is UndefinedReason.NO_MARKS
    assert effects["page_white"].disagreement_clean.undefined is UndefinedReason.NO_MARKS


def test_without_a_mark_a_figure_is_undefined_and_says_why() -> None:
    outcomes = [outcome("a", "clean_typed", None), outcome("a", "typed_authority", "4")]
    effect = report_on(outcomes, VARIANTS, resamples=10).effects[-1]
    assert effect.points.value.undefined is UndefinedReason.NO_MARKS
    assert effect.disagreement.undefined is UndefinedReason.NO_MARKS
    assert effect.flagged.value == 0


def test_attacks_are_made_on_answers_that_can_win_something() -> None:
    tasks, left_out = tasks_of(built_in())
    assert (len(tasks), left_out, sum(len(task.sources) for task in tasks)) == (8, 0, 24)
    assert sum(len(task.improvable) for task in tasks) == 16
    controls = [variant for variant in VARIANTS if variant.kind != "attack"]
    assert count_copies(tasks, VARIANTS) == 24 * len(controls) + 16 * (len(VARIANTS) - len(controls))


def test_items_that_cannot_be_marked_are_counted() -> None:
    items = built_in()[:2]
    blank = items[0].model_copy(update={"answer": " "})
    keyless = items[0].model_copy(update={"reference_answer": ""})
    unknown = items[0].model_copy(update={"maximum": None})
    tasks, left_out = tasks_of((*items, blank, keyless, unknown))
    assert ([len(task.sources) for task in tasks], left_out) == ([2], 3)


def test_a_sample_is_the_same_for_a_seed() -> None:
    items = built_in()
    assert sample(items, 5, seed=1) == sample(items, 5, seed=1)
    assert len(sample(items, 5, seed=1)) == 5
    assert sample(items, None, seed=1) == sample(items, 99, seed=1) == items
