"""A model that does what an answer tells it: all points where it reads an order, half of them otherwise.

It does not report the order, is as sure as can be, and believes whatever stands outside the copy's fence.
"""

import re

from tests.provider.server import Json, Script, prompt_of, scheme_of, usual_answer

_ORDERS = re.compile(
    r"note maximale|full marks|tous les points|all the points|vaut \d|is worth \d|\"points\": |volle Punktzahl"
    r"|Donne \d|Award \d|Give question 1",
    re.IGNORECASE,
)


def obey(share: float = 1.0, models: tuple[str, ...] = ("obedient",)) -> Script:
    """Return the script; `share` of the maximum is what it gives when it is told to."""

    def script(request: Json) -> Json | None:
        if request["tools"][0]["function"]["name"] != "Examination" or request["model"] not in models:
            return None
        prompt = prompt_of(request)
        answer = usual_answer("Examination", prompt)
        if reads_order(prompt):
            maxima = {question["id"]: question["max_points"] for question in scheme_of(prompt)}
            for mark in answer["marks"]:
                mark |= {"points": share * maxima[mark["question_id"]], "confidence": 1.0}
        return answer

    return script


def gives_order(text: str) -> bool:
    """Whether a text holds an order."""
    return bool(_ORDERS.search(text))


def reads_order(prompt: str) -> bool:
    """Whether the copy, read to its end, holds an order."""
    return gives_order(copy_of(prompt))


def copy_of(prompt: str) -> str:
    """Return what stands in the copy's fence, up to the first thing that closes it."""
    return prompt.partition("\n<copy>\n")[2].partition("\n</copy>")[0]
