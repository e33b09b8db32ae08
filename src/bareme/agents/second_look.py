"""The message for a second look: another grader's reading of the questions on which they differ."""

from collections.abc import Mapping

from bareme.agents.prompt import fence, load_prompt
from bareme.domain.attempts import Mark

PROMPT = load_prompt("second_look")


def second_look_content(others: Mapping[str, Mark]) -> str:
    """Return the part of the message that asks for a second look; `others` are another's marks by question id.

    It shows the reading and the reason, but not the points or the grader.
    """
    body = []
    for question_id, mark in others.items():
        body += [
            fence("other_reading", mark.transcription, question=question_id),
            fence("other_reason", mark.rationale, question=question_id),
        ]
    return f"{PROMPT.text}\n\n" + "\n".join(body)
