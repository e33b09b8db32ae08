"""Productions that were written after the reader was frozen, from what public models and their servers send.

At the first run, 153 of 183 came out as stated (61 productions in three forms). Mended then, each for its kind:
emphasis and brackets in points, null for a field with a default, punctuation after a word of a choice, an id with its
label, criteria by id, and an object in a text in a text. Names of fields stay exact.
"""

import json
import re

from tests.agents.slips import Slip, _calls, _dump, _each, _id, _mark, _points, _said
from tests.provider.server import Json


def _criteria_as_object(answer: Json) -> Json:
    def change(mark: Json) -> Json:
        given = mark.get("criteria")
        return {**mark, "criteria": {c["criterion_id"]: c["points"] for c in given}} if given else mark

    return _each(change)(answer)


def _renamed(old: str, new: str) -> Slip:
    """Names of fields are exact, also because the guard against quotations looks for them."""
    return Slip(f"{new} for {old}", "text", lambda text: text.replace(f'"{old}"', f'"{new}"'), False, "names")


def _one_call_a_mark(text: str) -> Json:
    return _calls(*(_dump({"marks": [mark]}) for mark in json.loads(text)["marks"]))


def _marks_in_lines(text: str) -> Json:
    return _said("\n".join(map(_dump, json.loads(text)["marks"])))


def _as_parameters(text: str) -> Json:
    marks = _dump(json.loads(text)["marks"])
    return _said(
        f"<tool_call>\n<function=Examination>\n<parameter=marks>\n{marks}\n</parameter>\n</function>\n</tool_call>"
    )


FIELDS = [
    Slip("points in bold", "fields", _points(lambda p: f"**{p}**"), place="points"),
    Slip("points with pts.", "fields", _points(lambda p: f"{p} pts."), place="points"),
    Slip("points out of, with both units", "fields", _mark(points="3.5 points / 4.0 points"), place="points"),
    Slip("points out of, in brackets", "fields", _mark(points="3.5 (out of 4)"), place="points"),
    Slip("points in a list", "fields", _mark(points=[3.5]), place="points", taken=False),
    Slip("points as an object", "fields", _mark(points={"value": 3.5}), place="points", taken=False),
    Slip("about so many points", "fields", _mark(points="~3.5"), place="points", taken=False),
    Slip("a sum for points", "fields", _mark(points="2 + 1.5"), place="points", taken=False),
    Slip("a confidence of .9", "fields", _mark(confidence=".9"), place="confidence"),
    Slip("a confidence of 0.9/1", "fields", _mark(confidence="0.9/1"), place="confidence"),
    Slip("a confidence of null", "fields", _mark(confidence=None), place="confidence"),
    Slip(
        "a confidence as an object", "fields", _mark(confidence={"score": 0.9}), place="confidence", costs_a_field=True
    ),
    Slip("a confidence with a word", "fields", _mark(confidence="high (0.9)"), place="confidence", costs_a_field=True),
    Slip("a status of null", "fields", _mark(status=None), place="status"),
    Slip("a status with a point", "fields", _mark(status="graded."), place="status"),
    Slip("ids with a number sign", "fields", _id(lambda name: f"#{name}"), place="id"),
    Slip("ids with an underscore", "fields", _id(lambda name: f"question_{name}"), place="id"),
    Slip("ids with a hyphen", "fields", _id(lambda name: name.replace(".", "-")), place="id"),
    Slip("ids with their letter in brackets", "fields", _id(lambda name: re.sub(r"\.(\w)", r"(\1)", name)), place="id"),
    Slip("ids with a colon and the label", "fields", _mark(question_id="1: Exercice 1"), place="id"),
    Slip("evidence as objects", "fields", _mark(evidence=[{"quote": "v"}]), place="evidence", costs_a_field=True),
    Slip("criteria by name", "fields", _criteria_as_object, place="criteria"),
    Slip("the maximum in each mark", "fields", _each(lambda m: {**m, "max_points": 4, "out_of": "4"})),
]
OBJECTS = [
    Slip("a total", "object", lambda a: {**a, "total": 8, "percentage": 88.9}),
    Slip(
        "marks by exercise",
        "object",
        lambda a: {**a, "marks": [{"exercise": "1", "questions": a["marks"]}]},
        False,
        "marks",
    ),
    Slip("the shape of the schema", "wrapper", lambda a: {"type": "object", "properties": a}, place="wrapper"),
    Slip(
        "the definitions too", "wrapper", lambda a: {"$defs": {"MarkDraft": {"type": "object"}}, **a}, place="wrapper"
    ),
    Slip(
        "a call with its type",
        "wrapper",
        lambda a: {"type": "function", "function": {"name": "Examination", "arguments": a}},
        place="wrapper",
    ),
]
TEXTS = [
    _renamed("question_id", "questionId"),
    _renamed("points", "score"),
    Slip("as Python", "text", lambda text: text.replace('"', "'").replace("null", "None"), taken=False),
    Slip("a comma missing", "text", lambda text: text.replace("}, {", "} {", 1), taken=False),
    Slip("curly quotes", "text", lambda text: re.sub(r'"([^"]*)"', r"“\1”", text), taken=False),
    Slip("no-break spaces", "text", lambda text: text.replace(": ", ":\u00a0")),
    Slip("tabs in a text", "text", lambda text: text.replace("Bien", "Bien\t")),
]
MESSAGES = [
    Slip("a fence that is not closed", "message", lambda text: _said(f"```json\n{text}")),
    Slip("a fence of tildes", "message", lambda text: _said(f"~~~json\n{text}\n~~~")),
    Slip("the language before it", "message", lambda text: _said(f"json\n{text}")),
    Slip("a call in Python's form", "message", lambda text: _said(f"Examination({text})")),
    Slip("Llama's function", "message", lambda text: _said(f"<function=Examination>{text}</function>")),
    Slip(
        "Llama's tag", "message", lambda text: _said(f'<|python_tag|>{{"name": "Examination", "parameters": {text}}}')
    ),
    Slip(
        "Mistral's calls",
        "message",
        lambda text: _said(f'[TOOL_CALLS][{{"name": "Examination", "arguments": {text}}}]'),
    ),
    Slip(
        "Kimi's sections",
        "message",
        lambda text: _said(
            "<|tool_calls_section_begin|><|tool_call_begin|>functions.Examination:0<|tool_call_argument_begin|>"
            f"{text}<|tool_call_end|><|tool_calls_section_end|>"
        ),
    ),
    Slip(
        "DeepSeek's calls",
        "message",
        lambda text: _said(
            f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>Examination\n```json\n{text}\n```<｜tool▁call▁end｜>"
        ),
    ),
    Slip(
        "Harmony's commentary",
        "message",
        lambda text: _said(
            f"<|channel|>commentary to=functions.Examination <|constrain|>json<|message|>{text}<|call|>"
        ),
    ),
    Slip("an answer in tags", "message", lambda text: _said(f"<answer>\n{text}\n</answer>")),
    Slip("the end of the turn", "message", lambda text: _said(f"{text}<|im_end|>")),
    Slip(
        "the start of the turn",
        "message",
        lambda text: _said(f"<|start_header_id|>assistant<|end_header_id|>\n\n{text}"),
    ),
    Slip("thoughts that are not closed", "message", lambda text: _said(f"<think>Let me see: {text}"), taken=False),
    Slip("thoughts of a namespace", "message", lambda text: _said(f'<seed:think>{{"marks": []}}</seed:think>{text}')),
    Slip("thoughts in diamonds", "message", lambda text: _said(f'◁think▷{{"marks": []}}◁/think▷{text}')),
    Slip("an empty call", "message", lambda text: {**_calls(""), "content": text}),
    Slip("a tool of Gemini's space", "message", lambda text: _calls(text, name="default_api.Examination")),
    Slip("a tool in a path", "message", lambda text: _calls(text, name="tools/Examination")),
    Slip("a tool called json", "message", lambda text: _calls(text, name="json"), taken=False),
]
ALONE = [
    Slip("a comment after a hash", "text", lambda text: text.replace("{", "{ # marks\n", 1), taken=False),
    Slip("a text in a text", "quoted", lambda text: json.dumps(json.dumps(text)), place="quoted"),
    Slip("Qwen's parameters", "message", _as_parameters, taken=False),
    Slip("a call a mark", "message", _one_call_a_mark, taken=False),
    Slip("marks in lines", "message", _marks_in_lines, taken=False),
]
"""What is so only of an answer in its plain form, so that it stands in no pair."""
SERVED = [*FIELDS, *OBJECTS, *TEXTS, *MESSAGES, *ALONE]
