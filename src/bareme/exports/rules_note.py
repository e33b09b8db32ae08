"""The note that rules mark, not a model. It stands wherever marks are asked for or shown."""

from bareme.domain.policy import Policy
from bareme.translation import translator


def rules_note(policy: Policy) -> str:
    """Return what to say about graders that follow rules, in the session's language; empty if there are none."""
    t = translator(policy.language)
    by_rules = sum(grader.follows_rules for grader in policy.graders)
    if not by_rules:
        return ""
    if by_rules == len(policy.graders):
        return t("marked by rules, not by a model")
    return t.ngettext(
        "marked by rules, not by a model: {n} of {graders} graders",
        "marked by rules, not by a model: {n} of {graders} graders",
        by_rules,
        graders=len(policy.graders),
    )
