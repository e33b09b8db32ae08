"""Answers that arrive whole, and are no marks: what models write instead."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from tests.faults.laboratory import Fault
from tests.provider.server import Scripted, completion, prompt_of, usual_answer

type Json = dict[str, Any]
type Spoil = Callable[[Json], None]


def _said(spoil: Spoil) -> Callable[[Json], Scripted]:
    """The usual answer, spoilt."""

    def answer(request: Json) -> Scripted:
        given = usual_answer("Examination", prompt_of(request))
        spoil(given)
        return given

    return answer


def _first(**fields: Any) -> Callable[[Json], Scripted]:
    return _said(lambda given: given["marks"][0].update(fields))


def _message(
    content: str | None, *calls: tuple[str, str], finish: str = "stop", **more: Any
) -> Callable[[Json], Scripted]:
    def answer(request: Json) -> Scripted:
        whole = completion(request["model"], "none", {})
        tools = [
            {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": text}}
            for n, (name, text) in enumerate(calls)
        ]
        message = {"role": "assistant", "content": content, "tool_calls": tools or None, **more}
        whole["choices"] = [{"index": 0, "message": message, "finish_reason": finish}]
        return whole

    return answer


def _text(change: Callable[[str], str]) -> Callable[[Json], Scripted]:
    """The text of the usual arguments, changed."""

    def answer(request: Json) -> Scripted:
        text = change(json.dumps(usual_answer("Examination", prompt_of(request)), ensure_ascii=False))
        return _message(None, ("Examination", text), finish="tool_calls")(request)

    return answer


def _repaired(name: str, answer: Callable[[Json], Scripted]) -> Iterator[Fault]:
    """Bad output: struck once, the repair is graded; struck for ever, it is invalid after two calls."""
    yield Fault(f"{name}, once", answer, "graded", 2, times=1)
    yield Fault(f"{name}, for ever", answer, "invalid_output", 2)


def bad_output() -> Iterator[Fault]:
    """Yield every fault of this kind."""
    fenced = '```json\n{"marks": []}\n```'
    yield from _repaired("prose", _message("Bon travail : 3 points."))
    yield from _repaired("a fence instead of the tool", _message(fenced))
    yield from _repaired("nothing at all", _message(None))
    yield Fault("a refusal", _message(None, refusal="I cannot help with that."), "invalid_output", 1)
    yield Fault("the content filter", _message(None, finish="content_filter"), "invalid_output", 1)
    yield from _repaired(
        "cut off", _message(None, ("Examination", '{"marks": [{"question_id": "1", "po'), finish="length")
    )
    yield from _repaired("another tool", _message(None, ("Grade", "{}")))
    yield from _repaired("no object", _message(None, ("Examination", "[]")))
    yield from _repaired("an empty object", _message(None, ("Examination", "{}")))
    yield from _repaired("arguments of the wrong schema", _message(None, ("Examination", '{"note": 12}')))
    yield from _repaired("nested too deeply", _message(None, ("Examination", '{"marks":' + "[" * 90_000)))
    yield from _repaired("a number of 5,000 digits", _text(lambda text: text.replace('": 1.0', '": ' + "9" * 5000, 1)))
    yield from _repaired("a question left out", _said(lambda given: given["marks"].pop()))
    yield from _repaired(
        "a question twice", _said(lambda given: given["marks"].append({**given["marks"][0], "points": 0}))
    )
    yield from _repaired("points above the maximum", _first(points=99))
    yield from _repaired("points below zero", _first(points=-1))
    yield from _repaired("points off the step", _first(points=0.3))
    yield from _repaired("NaN", _first(points=math.nan))
    yield from _repaired("Infinity", _first(points=math.inf))
    yield from _repaired("1e999", _text(lambda text: text.replace('"points": 1.0', '"points": 1e999')))
    yield from _repaired("true for points", _first(points=True))
    yield from _repaired("words for points", _first(points="presque tout"))
    yield from _repaired("no points", _first(points=None))
    yield from _repaired("a key twice", _text(lambda text: text.replace('"points": 1.0', '"points": 0, "points": 1.0')))
    yield from _repaired("two tool calls that differ", lambda request: _twice(_text(lambda text: text)(request), "3.0"))
    # What can mean only one thing is not asked for again.
    usual = _text(lambda text: text)
    yield Fault("the same question twice", _said(lambda given: given["marks"].append(given["marks"][0])), "graded", 1)
    yield Fault("true for a confidence", _first(confidence=True), "graded", 1)
    yield Fault("a confidence of 90", _first(confidence=90), "graded", 1)
    yield Fault("a confidence of 5,000 digits", _text(lambda text: text.replace("0.9", "9" * 5000, 1)), "graded", 1)
    yield Fault("all marks twice", _text(lambda text: text[:-1] + "," + text[1:]), "graded", 1)
    yield Fault("an invalid escape", _text(lambda text: text.replace("v = ", "\\alpha = ")), "graded", 1)
    yield Fault("two tool calls", lambda request: _twice(usual(request)), "graded", 1)
    yield Fault("a form feed that was \\frac", _text(lambda text: text.replace("\\\\frac", "\\frac")), "graded", 1)
    yield Fault("a line break within a string", _text(lambda text: text.replace("Bien.", "Bien\n.")), "graded", 1)
    yield Fault("points as text", _first(points="0,5"), "graded", 1)
    yield Fault("arguments that are no text", lambda request: _bare(usual(request)), "graded", 1)
    yield Fault("a call without id", lambda request: _without_id(usual(request)), "graded", 1)


def _twice(whole: Any, points: str = "1.0") -> Scripted:
    """The same call twice; or with other points the second time."""
    message = whole["choices"][0]["message"]
    (call,) = message["tool_calls"]
    function = call["function"]
    other = {**function, "arguments": function["arguments"].replace('"points": 1.0', f'"points": {points}')}
    message["tool_calls"] = [call, {**call, "id": "call_2", "function": other}]
    return whole


def _bare(whole: Any) -> Scripted:
    function = whole["choices"][0]["message"]["tool_calls"][0]["function"]
    function["arguments"] = json.loads(function["arguments"])
    return whole


def _without_id(whole: Any) -> Scripted:
    del whole["choices"][0]["message"]["tool_calls"][0]["id"]
    return whole
