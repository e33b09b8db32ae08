from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bareme.domain.bands import ENGLISH_BANDS, FRENCH_BANDS, Band
from bareme.domain.comparison import ConsensusRule
from bareme.domain.policy import Grader, Policy, blind_labels

GRADERS = (Grader(model="openai:one", tries=2), Grader(model="offline:lexical"))


@given(st.integers(1, 26), st.text())
def test_every_grader_has_one_label_and_every_label_one_grader(count: int, seed: str) -> None:
    labels = blind_labels(count, seed=seed)
    assert "".join(labels) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count]
    assert sorted(labels.values()) == list(range(count))


@given(st.integers(1, 26), st.text())
def test_labels_depend_on_the_seed_alone(count: int, seed: str) -> None:
    assert blind_labels(count, seed=seed) == blind_labels(count, seed=seed)


def test_labels_are_the_same_in_every_process_and_release() -> None:
    assert blind_labels(4, seed="session/c01") == {"A": 0, "B": 3, "C": 2, "D": 1}


def test_labels_change_from_copy_to_copy() -> None:
    firsts = {blind_labels(3, seed=f"session/c{number:02}")["A"] for number in range(1, 31)}
    assert firsts == {0, 1, 2}


@pytest.mark.parametrize("name", ["gpt-5.1", ":gpt", "openai:", "Open AI:gpt", "openai:gpt 5", "x:" + "y" * 200])
def test_a_model_is_named_by_provider_and_name(name: str) -> None:
    with pytest.raises(ValidationError):
        Grader(model=name)


def test_a_model_may_be_named_with_slashes_and_colons() -> None:
    assert Grader(model=" openai:qwen/qwen3-vl:8b ").model == "openai:qwen/qwen3-vl:8b"


def test_the_first_grading_makes_every_try_of_every_grader() -> None:
    assert Policy(graders=GRADERS).attempts_per_copy == 3


def test_without_graders_people_mark_by_hand() -> None:
    assert Policy(graders=()).by_hand
    assert Policy(graders=()).attempts_per_copy == 0
    assert not Policy(graders=GRADERS).by_hand


def test_the_comparison_has_the_sessions_thresholds() -> None:
    policy = Policy(
        graders=GRADERS,
        mark_step=Decimal("0.5"),
        consensus=ConsensusRule.WITHIN_STEP,
        low_confidence=0.3,
        reading_difference=0.2,
    )
    comparison = policy.comparison
    assert (comparison.step, comparison.rule) == (Decimal("0.5"), ConsensusRule.WITHIN_STEP)
    assert (comparison.low_confidence, comparison.reading_difference) == (0.3, 0.2)


def test_a_session_has_its_own_bands_or_its_languages() -> None:
    own = (Band(label="reçu", from_percentage=50),)
    assert Policy(graders=GRADERS, bands=own).grade_bands == own
    assert Policy(graders=GRADERS).grade_bands == FRENCH_BANDS
    assert Policy(graders=GRADERS, language="en").grade_bands == ENGLISH_BANDS


def test_graders_of_one_model_are_told_apart() -> None:
    graders = [Grader(model=f"openai:{name}") for name in ("a", "b", "a", "a")]
    assert Policy(graders=tuple(graders)).grader_names == ("openai:a", "openai:b", "openai:a (2)", "openai:a (3)")
