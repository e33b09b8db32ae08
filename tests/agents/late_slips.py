"""Productions of the grammar that were written after the reader was frozen."""

import json
from decimal import Decimal

from tests.agents.slips import Slip, _calls, _dump, _each, _id, _mark, _points, _said, _twice

LATE = [
    Slip("a general comment of null", "object", lambda a: {**a, "general_comment": None}, place="comment"),
    Slip(
        "a general comment as a list",
        "object",
        lambda a: {**a, "general_comment": ["Bien.", "Continue."]},
        place="comment",
    ),
    Slip("rationale in lines", "fields", _mark(rationale=["one", "two"]), place="rationale"),
    Slip("a flag in French", "fields", _mark(injection_suspected="non"), place="flag"),
    Slip("a flag of null", "fields", _mark(injection_suspected=None), place="flag"),
    Slip("a confidence with a comma", "fields", _mark(confidence="0,9"), place="confidence"),
    Slip("a confidence out of ten", "fields", _mark(confidence="9/10"), place="confidence"),
    Slip("a confidence above all", "fields", _mark(confidence=250), place="confidence", costs_a_field=True),
    Slip("a negative confidence", "fields", _mark(confidence=-0.5), place="confidence", costs_a_field=True),
    Slip("ids in brackets", "fields", _id(lambda name: f"({name})"), place="id"),
    Slip("ids without their dot", "fields", _id(lambda name: name.replace(".", "")), place="id"),
    Slip("ids after Q", "fields", _id(lambda name: f"Q{name}"), place="id"),
    Slip("a number for an id", "fields", _mark(question_id=1), place="id"),
    Slip("points with noise", "fields", _mark(points=3.4999999999999996), place="points"),
    Slip("points sur le maximum", "fields", _mark(points="3,5 points sur 4"), place="points"),
    Slip("points to three places", "fields", _points(lambda p: f"{Decimal(str(p)):.3f}"), place="points"),
    Slip("points of a percentage", "fields", _mark(points="87.5 %"), place="points", taken=False),
    Slip("points from and to", "fields", _mark(points="3-4"), place="points", taken=False),
    Slip("marks that need not be there", "fields", _each(lambda mark: {**mark, "max_points": 4, "note": "x"})),
    Slip("the answer beside reasoning", "wrapper", lambda a: {"reasoning": "First …", "answer": a}, place="wrapper"),
    Slip("the answer in a list", "wrapper", lambda a: [a], place="wrapper"),
    Slip("two wrappers", "wrapper", lambda a: {"result": {"Examination": a}}, place="wrapper"),
    Slip("a text in a wrapper", "wrapper", lambda a: {"input": _dump(a)}, place="wrapper"),
    Slip("a block comment", "text", lambda text: text.replace(":", ": /* so */", 1)),
    Slip("a byte order mark", "message", lambda text: _said("\ufeff" + text)),
    Slip("a comma in every list", "text", lambda text: text.replace("}]", "},]")),
    Slip("a feedback twice, differently", "text", _twice("feedback", '"a"', '"b"')),
    Slip(
        "an id twice, differently",
        "text",
        lambda text: text.replace('"question_id"', '"question_id": "9", "question_id"', 1),
        taken=False,
    ),
    Slip("no quotes around keys", "text", lambda text: text.replace('"marks"', "marks"), taken=False),
    Slip(
        "a call as XML",
        "message",
        lambda text: _said(f'<tool_call>{{"name": "Examination", "arguments": {text}}}</tool_call>'),
    ),
    Slip(
        "a channel for thoughts",
        "message",
        lambda text: _said(f'<|channel|>analysis<|message|>{{"marks": []}}<|end|><|channel|>final<|message|>{text}'),
    ),
    Slip("thoughts in square brackets", "message", lambda text: _said(f'[THINK]{{"marks": []}}[/THINK]{text}')),
    Slip("a tool call and a word", "message", lambda text: {**_calls(text), "content": "Calling the tool now."}),
    Slip("an empty call, the answer in the text", "message", lambda text: {**_calls("{}"), "content": text}),
    Slip("a fence in the arguments", "message", lambda text: _calls(f"```json\n{text}\n```")),
    Slip("one call broken", "message", lambda text: _calls(text, text[:40]), taken=False),
    Slip(
        "arguments as a list of calls",
        "message",
        lambda text: _calls(json.dumps([{"name": "Examination", "arguments": text}])),
    ),
]
