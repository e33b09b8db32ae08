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

_WANTED = re.compile(r"^Write criteria only for these questions: (?P<ids>.+)\.$", re.MULTILINE)
_NAME_LENGTH = 300
_TEXTS: dict[Language, dict[str, str]] = {
    "fr": {
        "remark": (
            "Critères tirés du corrigé par des règles, et non rédigés par un modèle : ils reprennent ses mots. "
            "Une remarque de votre part n'y change rien ; modifiez-les vous-même."
        ),
        "no_key": "Réponse complète et juste",
        "full": "L'élément est dans la réponse : {text}",
        "none": "L'élément n'est pas dans la réponse.",
        "full_no_key": "À définir : le corrigé ne dit rien de cette question.",
    },
    "en": {
        "remark": (
            "Criteria taken from the answer key by rules, not written by a model: they use its words. A remark of "
            "yours does not change them; edit them yourself."
        ),
        "no_key": "Complete and right answer",
        "full": "It is in the answer: {text}",
        "none": "It is not in the answer.",
        "full_no_key": "To be defined: the key says nothing of this question.",
    },
}


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
    return {"questions": drafts, "remark": _TEXTS[request.language]["remark"]}


def _criteria(leaf: SchemeQuestion, expectation: Expectation | None, request: RubricRequest) -> list[dict[str, Any]]:
    words = _TEXTS[request.language]
    elements = expectation.elements if expectation else ()
    names = [_shortened(element.text) for element in elements]
    usable = (
        len({name.casefold() for name in names}) == len(names) > 0
        and all(element.points > 0 and is_on_step(element.points, request.step) for element in elements)
        and add(element.points for element in elements) == leaf.maximum
    )
    if usable:
        found = zip(names, elements, strict=True)
        return [_criterion(name, e.points, "", words["full"].format(text=e.text), words) for name, e in found]
    if expectation is not None and expectation.expected:
        # Answers are compared with the criterion's words, so its name uses the key's.
        text, name = expectation.expected, _shortened(expectation.expected)
        description = text if name.endswith("…") else ""
        return [_criterion(name, leaf.maximum, description, words["full"].format(text=text), words)]
    return [_criterion(words["no_key"], leaf.maximum, "", words["full_no_key"], words)]


def _criterion(name: str, points: Decimal, description: str, full: str, words: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "points": float(points),
        "description": description[:4000],
        "levels": {
            "full": {"points": float(points), "description": full[:2000]},
            "partial": None,
            "none": {"points": 0, "description": words["none"]},
        },
    }


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH - 1] + "…"
