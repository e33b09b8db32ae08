"""The mock examiner's prompt: its questions, each with the student's answer."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from langchain_core.messages import BaseMessage

from bareme.domain.mock_exam.exam import CFUConfig, Difficulty, ExamQuestion, Misconception
from bareme.domain.mock_exam.submission import AnswerResponse
from bareme.models.offline.prompt_reader import language_of, mark_step, text_of
from bareme.translation import Translator, translator

_ABOUT = re.compile(r"<exam>\n(?P<json>.*?)\n</exam>", re.DOTALL)
_BLOCK = re.compile(r"<(?P<tag>section|question|student_answer)>\n(?P<json>.*?)\n</(?P=tag)>", re.DOTALL)


@dataclass(frozen=True)
class AskedQuestion:
    """One question of the prompt, its section and the student's answer."""

    question: ExamQuestion
    section_id: str
    response: AnswerResponse | None


@dataclass(frozen=True)
class ExamRequest:
    """The questions to mark. `labels`: section labels by section id."""

    submission_id: str
    questions: tuple[AskedQuestion, ...]
    labels: dict[str, str]
    step: Decimal
    t: Translator
    """Of the language of the feedback."""


def read_exam(messages: Sequence[BaseMessage]) -> ExamRequest:
    """Return the questions in the prompt."""
    human, system = text_of(messages, "human"), text_of(messages, "system")
    about = _ABOUT.search(human)
    labels: dict[str, str] = {}
    asked: list[AskedQuestion] = []
    for block in _BLOCK.finditer(human):
        content = json.loads(block["json"])
        if block["tag"] == "section":
            labels[content["section_id"]] = content["label"]
        elif block["tag"] == "question":
            asked.append(AskedQuestion(_question(content), content["section_id"], None))
        else:
            last = asked.pop()
            response = AnswerResponse.model_validate(content) if content.get("answered", True) else None
            asked.append(AskedQuestion(last.question, last.section_id, response))
    return ExamRequest(
        submission_id=json.loads(about["json"])["submission_id"] if about else "",
        questions=tuple(asked),
        labels=labels,
        step=mark_step(system),
        t=translator(language_of(system)),
    )


def _question(content: dict[str, Any]) -> ExamQuestion:
    key = {name: content[name] for name in ("acceptable_variations", "marking_scheme") if name in content}
    config = CFUConfig.model_validate(
        {
            "type": content["question_type"],
            "options": content.get("options"),
            "answer_key": {"correct_answer": content.get("correct_answer", ""), **key},
        }
    )
    return ExamQuestion(
        question_id=content["question_id"],
        question_number=content["question_number"],
        marks=content["marks"],
        difficulty=Difficulty.MEDIUM,  # not in the prompt and not used by the rules
        question_stem=content.get("stem", ""),
        question_stem_plain=content.get("stem", ""),
        question_type=content["question_type"],
        cfu_config=config,
        misconceptions=[Misconception.model_validate(entry) for entry in content.get("misconceptions", [])],
    )
