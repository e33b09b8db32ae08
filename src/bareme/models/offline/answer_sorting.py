"""The answer to the tool `AnswerSorting`: groups of answers that say the same, as far as rules can tell."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage

from bareme.models.offline.math_text import plain_math
from bareme.models.offline.prompt_reader import text_of
from bareme.models.offline.words import fold, is_negated, key_words

_ANSWER = re.compile(r'<answer number="(?P<number>\d+)">\n(?P<text>.*?)\n</answer>', re.DOTALL)
_FORMULA = re.compile(r"[=×/+^<>≈≤≥√_\\]")


def read_answers(messages: Sequence[BaseMessage]) -> dict[int, str]:
    """Return the answers in the prompt by number."""
    return {int(answer["number"]): answer["text"] for answer in _ANSWER.finditer(text_of(messages, "human"))}


def sort_answers(answers: dict[int, str]) -> dict[str, Any]:
    """Return the arguments of the tool call.

    Two answers say the same if their key words have the same stems in the same order and both or neither are negated.
    Formulas are never grouped: rules cannot tell whether two spellings mean the same.
    """
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, text in answers.items():
        words = key_words(text)
        if words and not _FORMULA.search(plain_math(text)):
            # A single capital is a name: of an option, a point or a quantity.
            named = tuple(re.findall(r"\b[A-Z]\b(?!')", plain_math(text)))
            alike[words, named, is_negated(fold(text))].append(number)
    return {"groups": [numbers for numbers in alike.values() if len(numbers) > 1]}
