"""Sessions in which people mark: what reads their files, and what they cannot do."""

from bareme.domain.policy import Grader, Policy
from bareme.errors import InvalidInput

_RULES = Grader(model="offline:lexical")


def first_reader(policy: Policy) -> Grader:
    """Return who reads the files before grading: the first grader or, without graders, rules, which cost nothing."""
    return _RULES if policy.by_hand else policy.graders[0]


def check_marking(policy: Policy) -> None:
    """Check that people and models can mark as the policy says.

    Raises:
        InvalidInput: it wants criteria drafted without a model, markers beside graders, or two markers of one name.
    """
    if policy.markers and not policy.by_hand:
        raise InvalidInput("'markers' are people who mark by hand: with them, 'graders' is an empty list")
    if len(set(policy.markers)) < len(policy.markers):
        raise InvalidInput("'markers' names somebody twice: {markers}", markers=", ".join(map(repr, policy.markers)))
    if policy.by_hand and policy.rubric == "generate":
        raise InvalidInput(
            "'rubric': 'generate' needs a model, and 'graders' is empty: write the criteria into the scheme, or name a "
            "grader"
        )
