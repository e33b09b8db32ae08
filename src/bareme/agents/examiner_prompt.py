"""The examiner's prompt, in the order in which providers cache it: what all copies share, then what one copy adds."""

from collections.abc import Iterable, Sequence

from bareme.agents.briefing import instructions, papers, scheme_json
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.brief import Brief
from bareme.domain.scheme import Question

PROMPT = load_prompt("examiner")


def system_prompt(brief: Brief) -> str:
    """Return the examiner's instructions, in the session's language and with its mark step.

    Those on criteria are left out where the scheme has none.
    """
    return instructions(PROMPT, brief, without=() if has_criteria(brief.scheme.leaves()) else ("criteria",))


def shared_content(brief: Brief) -> str:
    """Return the part of the message that all copies share. It comes first, for the provider's prompt cache."""
    return "\n\n".join(["The marking scheme:", fence("scheme", scheme_json(brief.scheme)), *papers(brief)])


def selection(brief: Brief, questions: Sequence[Question]) -> str:
    """Return which questions to mark, or "" for all of them.

    It comes after what all copies share, so that marking a few questions again finds that in the provider's cache.
    """
    wanted = [question.id for question in questions]
    if wanted == brief.scheme.leaf_ids():
        return ""
    return f"Mark only these questions: {', '.join(map(repr, wanted))}."


def has_criteria(questions: Iterable[Question]) -> bool:
    """Return whether any of these questions has criteria."""
    return any(question.criteria for question in questions)
