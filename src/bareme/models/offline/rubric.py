"""The answer to the tool `RubricDraft`: criteria in the words of the answer key's points."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from langchain_core.messages import BaseMessage

from bareme.domain.points import Language, add, is_on_step
from bareme.models.offline.answer_key import Expectation, expectations
from bareme.models.offline.prompt_reader import SchemeQuestion, language_of, mark_step, read_scheme, section, text_of
from bareme.translation import Translator, translator

_WANTED = re.compile(r"^Write criteria only for these questions: (?P<ids>.+)\.$", re.MULTILINE)
_NAME_LENGTH = 300


@dataclass(frozen=True)
class RubricRequest:
    """The questions that need criteria, with the rest of the prompt."""

    scheme: tuple[SchemeQuestion, ...]
    wanted: tuple[str, ...]
    answer_key: str
    language: Language
    step: Decimal


def read_rubric_request(messages: Sequence[BaseMessage]) -> RubricRequest:
    """Return the content of the rubric writer's prompt."""
    system, human = text_of(messages, "system"), text_of(messages, "human")
    # The sentence is between the scheme, whose texts are not ours, and the papers.
    match = _WANTED.search(human, human.find("</scheme>"))
    return RubricRequest(
        scheme=read_scheme(section(human, "scheme")),
        wanted=tuple(ast.literal_eval(f"[{match['ids']}]")) if match else (),
        answer_key=section(human, "answer_key"),
        language=language_of(system),
        step=mark_step(system),
    )


def draft_rubric(request: RubricRequest) -> dict[str, Any]:
    """Return the arguments of the tool call: criteria for each question that sum to its maximum."""
    expected = expectations(request.scheme, request.answer_key)
    leaves = {leaf.id: leaf for question in request.scheme for leaf in question.leaves()}
    drafts = [
        {"question_id": question_id, "criteria": _criteria(leaves[question_id], expected.get(question_id), request)}
        for question_id in request.wanted
        if question_id in leaves
    ]
    t = translator(request.language)
    remark = t(
        "Criteria taken from the answer key by rules, not written by a model: they use its words. A remark of yours "
        "does not change them; edit them yourself."
    )
    return {"questions": drafts, "remark": remark}


def _criteria(leaf: SchemeQuestion, expectation: Expectation | None, request: RubricRequest) -> list[dict[str, Any]]:
    t = translator(request.language)
    elements = expectation.elements if expectation else ()
    names = [_shortened(element.text) for element in elements]
    usable = (
        len({name.casefold() for name in names}) == len(names) > 0
        and all(element.points > 0 and is_on_step(element.points, request.step) for element in elements)
        and add(element.points for element in elements) == leaf.maximum
    )
    if usable:
        found = zip(names, elements, strict=True)
        return [_criterion(name, e.points, "", t("It is in the answer: {text}", text=e.text), t) for name, e in found]
    if expectation is not None and expectation.expected:
        # Answers are compared with the criterion's words, so its name uses the key's.
        text, name = expectation.expected, _shortened(expectation.expected)
        description = text if name.endswith("…") else ""
        return [_criterion(name, leaf.maximum, description, t("It is in the answer: {text}", text=text), t)]
    undefined = t("To be defined: the key says nothing of this question.")
    return [_criterion(t("Complete and right answer"), leaf.maximum, "", undefined, t)]


def _criterion(name: str, points: Decimal, description: str, full: str, t: Translator) -> dict[str, Any]:
    return {
        "name": name,
        "points": float(points),
        "description": description[:4000],
        "levels": {
            "full": {"points": float(points), "description": full[:2000]},
            "partial": None,
            "none": {"points": 0, "description": t("It is not in the answer.")},
        },
    }


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH - 1] + "…"
