"""The parts of prompts that several agents share: instructions, and the teacher's papers."""

from bareme.agents.prompt import Prompt, fence
from bareme.domain.brief import Brief
from bareme.domain.points import format_points
from bareme.translation import translator


def instructions(prompt: Prompt, brief: Brief) -> str:
    """Return the prompt's text in the session's language and with its mark step."""
    policy = brief.policy
    return prompt.fill(language=translator(policy.language).name, mark_step=format_points(policy.mark_step, "en"))


def papers(brief: Brief) -> list[str]:
    """Return those of the teacher's guidelines, exam paper and answer key that exist, each fenced."""
    parts: list[str] = []
    if brief.guidelines:
        parts += ["The teacher's guidelines for marking:", fence("guidelines", brief.guidelines)]
    if brief.exam_paper:
        parts += ["The exam paper:", fence("exam_paper", brief.exam_paper)]
    if brief.answer_key:
        parts += ["The answer key:", fence("answer_key", brief.answer_key)]
    return parts
