"""The laws of a review with its rules about marks and criteria alone, so that each is drawn often."""

from typing import Any

from hypothesis import Phase, settings

from tests.domain.test_review_laws import DomainReview

_KEPT = {"set_mark", "set_criteria", "set_criterion_feedback", "undo", "choose", "amend", "mark_complete", "reopen"}
_RULES = {name for name in dir(DomainReview) if hasattr(getattr(DomainReview, name), "hypothesis_stateful_rule")}

CriteriaReview: Any = type("CriteriaReview", (DomainReview,), dict.fromkeys(_RULES - _KEPT))
CriteriaReview.TestCase.settings = settings(max_examples=20, stateful_step_count=40, phases=[Phase.generate])
TestCriteriaReview = CriteriaReview.TestCase


def test_the_rules_that_are_kept_are_rules() -> None:
    assert _KEPT < _RULES
