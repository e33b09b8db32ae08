"""A grammar of slips: how a good answer can come out nearly right, at each level from a field to the whole message."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bareme.agents.forms import Form
from tests.provider.server import Json

type Level = Literal["fields", "object", "wrapper", "text", "quoted", "message"]
LEVELS: tuple[Level, ...] = ("fields", "object", "wrapper", "text", "quoted", "message")


@dataclass(frozen=True)
class Slip:
    """One production: what it does to the answer at its level, and whether what comes out can be taken."""

    name: str
    level: Level
    change: Callable[[Any], Any]
    taken: bool = True
    place: str = ""
    """What it changes; of two slips at one place only the first is made."""
    costs_a_field: bool = False


def _mark(place: str = "", **fields: object) -> Callable[[Json], Json]:
    def change(answer: Json) -> Json:
        first, *others = answer["marks"]
        return {**answer, "marks": [{**first, **fields}, *others]}

    return change


def _each(change: Callable[[Json], Json]) -> Callable[[Json], Json]:
    return lambda answer: {**answer, "marks": [change(mark) for mark in answer["marks"]]}


def _id(spelling: Callable[[str], object]) -> Callable[[Json], Json]:
    return _each(lambda mark: {**mark, "question_id": spelling(mark["question_id"])})


def _points(spelling: Callable[[float], object]) -> Callable[[Json], Json]:
    return _each(lambda mark: {**mark, "points": spelling(mark["points"])} if mark.get("points") is not None else mark)


def _calls(*arguments: Any, name: str = "Examination") -> Json:
    calls = [
        {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": text}}
        for n, text in enumerate(arguments)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _said(content: object) -> Json:
    return {"role": "assistant", "content": content}


def _other(text: str) -> str:
    """Another answer, with other points for the first question."""
    return re.sub(r'("points"\s*:\s*")?3[.,][45]', lambda found: found[0].replace("3", "1"), text, count=1)


def _dump(answer: Json) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _twice(key: str, first: str, second: str) -> Callable[[str], str]:
    return lambda text: text.replace('"question_id"', f'"{key}": {first}, "{key}": {second}, "question_id"', 1)


def _by_question(answer: Json) -> Json:
    marks = {mark["question_id"]: mark for mark in answer["marks"]}
    return {**answer, "marks": marks} if len(marks) == len(answer["marks"]) else answer


FIELDS = [
    Slip("evidence as one text", "fields", _mark(evidence="v = d/t"), place="evidence"),
    Slip("evidence as a list in a text", "fields", _mark(evidence='["v = d/t"]'), place="evidence"),
    Slip("no evidence: null", "fields", _mark(evidence=None), place="evidence"),
    Slip("a feedback of null", "fields", _mark(feedback=None), place="feedback"),
    Slip("a transcription that is a number", "fields", _mark(transcription=42), place="transcription"),
    Slip("feedback as an object", "fields", _mark(feedback={"de": "x"}), place="feedback", costs_a_field=True),
    Slip("a confidence of 90", "fields", _mark(confidence=90), place="confidence"),
    Slip("a confidence of 90 %", "fields", _mark(confidence="90 %"), place="confidence"),
    Slip("a confidence in a word", "fields", _mark(confidence="high"), place="confidence", costs_a_field=True),
    Slip("a confidence of 7", "fields", _mark(confidence=7), place="confidence", costs_a_field=True),
    Slip("a status in capitals", "fields", _each(lambda mark: {**mark, "status": "GRADED "}), place="status"),
    Slip("a status in another word", "fields", _mark(status="noté"), place="status", taken=False),
    Slip("ids with a space", "fields", _id(lambda name: f" {name} "), place="id"),
    Slip("ids with a colon", "fields", _id(lambda name: f"{name}:"), place="id"),
    Slip("ids in capitals", "fields", _id(str.upper), place="id"),
    Slip("ids with the word for a question", "fields", _id(lambda name: f"Question {name}"), place="id"),
    Slip("the label of the exercise", "fields", _mark(question_id="EXERCICE 1"), place="id"),
    Slip("an id of nothing", "fields", _mark(question_id="Exercice 7"), place="id", taken=False),
    Slip("points as text", "fields", _points(str), place="points"),
    Slip("points with a comma", "fields", _points(lambda p: str(p).replace(".", ",")), place="points"),
    Slip("points with their unit", "fields", _points(lambda p: f"{p} points"), place="points"),
    Slip("points out of the maximum", "fields", _mark(points="3.5/4"), place="points"),
    Slip("points out of another maximum", "fields", _mark(points="3.5/20"), place="points", taken=False),
    Slip("a fraction with two readings", "fields", _mark(points="3/4"), place="points", taken=False),
    Slip("points in words", "fields", _mark(points="presque tout"), place="points", taken=False),
    Slip("points above the maximum", "fields", _mark(points="4.5 points"), place="points", taken=False),
]
OBJECTS = [
    Slip("a wrapper of the schema's name", "wrapper", lambda answer: {"Examination": answer}, place="wrapper"),
    Slip("another wrapper", "wrapper", lambda answer: {"parameters": answer}, place="wrapper"),
    Slip("a call as an object", "wrapper", lambda a: {"name": "Examination", "arguments": a}, place="wrapper"),
    Slip("a call of something else", "wrapper", lambda a: {"name": "Grade", "arguments": a}, False, "wrapper"),
    Slip("marks as a text", "object", lambda a: {**a, "marks": _dump(a["marks"])}, place="marks"),
    Slip(
        "marks by question",
        "fields",
        _by_question,
        True,
        "marks",
    ),
    Slip("a mark as a text", "object", lambda a: {**a, "marks": [*map(_dump, a["marks"])]}, place="marks"),
    Slip("a mark twice", "fields", lambda a: {**a, "marks": [*a["marks"], a["marks"][0]]}, place="count"),
    Slip("a question left out", "fields", lambda a: {**a, "marks": a["marks"][1:]}, False, "count"),
    Slip(
        "two marks of a question",
        "fields",
        lambda a: {**a, "marks": [*a["marks"], {**a["marks"][0], "points": 0}]},
        False,
        "count",
    ),
]
TEXTS = [
    Slip("a trailing comma", "text", lambda text: text[:-1] + ",\n}"),
    Slip("a line break in a text", "text", lambda text: text.replace("Bien", "Bien\n")),
    Slip("LaTeX with single backslashes", "text", lambda text: text.replace("Bien", r"$\sqrt{2} \cdot \alpha$, \(x\)")),
    Slip("a comment", "text", lambda text: text.replace("{", "{ // the answer\n", 1)),
    Slip("an object in a JSON string", "quoted", json.dumps, place="quoted"),
    Slip("a key twice, alike", "text", _twice("feedback", '"a"', '"a"')),
    Slip("points twice, differently", "text", _twice("points", "0", "1"), taken=False),
    Slip("the end is missing", "quoted", lambda text: text[: len(text) * 3 // 4], taken=False, place="quoted"),
]
TOOL_MESSAGES = [
    Slip("the same call twice", "message", lambda text: _calls(text, text)),
    Slip("a tool in lower case", "message", lambda text: _calls(text, name="examination")),
    Slip("a tool with its namespace", "message", lambda text: _calls(text, name="functions.Examination:0")),
    Slip("two calls that differ", "message", lambda text: _calls(text, _other(text)), taken=False),
    Slip("another tool", "message", lambda text: _calls(text, name="Grade"), taken=False),
]
TEXT_MESSAGES = [
    Slip("a fence", "message", lambda text: _said(f"```json\n{text}\n```")),
    Slip("a sentence before", "message", lambda text: _said(f"Here are the marks {{of copy 1}}:\n{text}")),
    Slip("a remark after", "message", lambda text: _said(f"{text}\nThat's all: {{done}}.")),
    Slip(
        "thoughts before",
        "message",
        lambda text: _said(f'<think>Like {{"marks": []}}? Or {_other(text)}</think>\n{text}'),
    ),
    Slip("only the end of thoughts", "message", lambda text: _said(f"{_other(text)} no.</think>{text}")),
    Slip("blocks of content", "message", lambda text: _said([{"type": "text", "text": text}])),
    Slip("the same object twice", "message", lambda text: _said(f"{text}\nAgain:\n{text}")),
    Slip("two objects that differ", "message", lambda text: _said(f"{text}\nOr:\n{_other(text)}"), taken=False),
    Slip("only thoughts", "message", lambda text: _said(f"<think>{text}</think>I am done."), taken=False),
]

PRODUCTIONS = [*FIELDS, *OBJECTS, *TEXTS, *TOOL_MESSAGES, *TEXT_MESSAGES]


def render(answer: Json, slips: tuple[Slip, ...], form: Form) -> Json:
    """Return the message that a model sends with these slips in its answer."""
    done: set[str] = set()
    value: Any = answer
    for level in LEVELS:
        if level == "text":
            value = _dump(value)
        for slip in sorted(slips, key=lambda slip: slip.place == "marks"):
            if slip.level != level or slip.place in done:
                continue
            done |= {slip.place} - {""}
            if level == "message":
                return dict(slip.change(value))
            value = slip.change(value)
    return _calls(value) if form is Form.TOOL else _said(value)
