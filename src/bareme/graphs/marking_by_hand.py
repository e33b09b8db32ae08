"""A session without graders: what reads its files, and what it cannot do."""

from bareme.domain.policy import Grader, Policy
from bareme.errors import InvalidInput

_RULES = Grader(model="offline:lexical")


def first_reader(policy: Policy) -> Grader:
    """Return who reads the files before grading: the first grader or, without graders, rules, which cost nothing."""
    return _RULES if policy.by_hand else policy.graders[0]


def refuse_rubric_by_hand(policy: Policy) -> None:
    """Refuse to have criteria drafted in a session without graders.

    Raises:
        InvalidInput: the policy asks for drafts, and there is no model to write them.
    """
    if policy.by_hand and policy.rubric == "generate":
        raise InvalidInput(
            "'rubric': 'generate' needs a model, and 'graders' is empty: write the criteria into the scheme, or name a "
            "grader"
        )
