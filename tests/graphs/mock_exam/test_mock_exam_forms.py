"""A mock exam in every form of answer that a server speaks, with answers that are nearly right, over real HTTP."""

import json
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest

from bareme.errors import ModelFailure
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from tests.mock_exams import expected_marks, sample_submission
from tests.provider.evaluation import evaluation, questions_of
from tests.provider.server import Json, Provider, completion, prompt_of
from tests.provider.wire import Reply

MARKS = expected_marks("exam")
MAXIMA = {
    question["question_id"]: question["marks"]
    for section in sample_submission()["mock_exam"]["sections"]
    for question in section["questions"]
}
REFUSED = Reply.of(
    {"error": {"message": "tools param requires --jinja flag", "code": 500, "type": "server_error"}}, 500
)
NO_SCHEMA = Reply.of({"error": {"message": "response_format is not supported"}}, 400)


def asked_as(request: Json) -> str:
    return "tool" if "tools" in request else "schema" if "response_format" in request else "text"


def text(content: str) -> Json:
    message = {"role": "assistant", "content": content}
    return {**completion("any", "-", {}), "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def calls(*arguments: str, name: str = "EvaluationResult") -> Json:
    made = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": argument}}
        for number, argument in enumerate(arguments)
    ]
    message = {"role": "assistant", "content": None, "tool_calls": made}
    return {**completion("any", "-", {}), "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}


async def run(submission: Json | None = None) -> Json:
    state: Json = await build_mock_exam_graph().ainvoke({"exam_submission": submission or sample_submission()})
    return state


def marks_of(state: Json) -> Json:
    return {q["question_id"]: q["marks_earned"] for q in state["structured_response"]["question_feedback"]}


def serve(provider: Provider, form: str, write: Callable[[Json], str]) -> None:
    """Let the endpoint speak only this form; `write` gives the text of an evaluation of what was asked."""

    def script(request: Json) -> Any:
        written = write(evaluation(questions_of(prompt_of(request)), MARKS))
        match form, asked_as(request):
            case "tool", _:
                return calls(written)
            case "ignored", "tool":
                return text("I would give six marks out of eleven.")
            case "ignored with JSON", _:
                return text(written)
            case (("schema" | "text"), "tool"):
                return REFUSED
            case "text", "schema":
                return NO_SCHEMA
            case _:
                return text(written)

    provider.script = script


# The requests of one exam, which are more where the form has to be found out.
FORMS = {
    "tool": ["tool"],
    "ignored": ["tool", "schema"],
    "ignored with JSON": ["tool"],
    "schema": ["tool", "schema"],
    "text": ["tool", "schema", "text"],
}


@pytest.mark.parametrize("form", FORMS)
async def test_an_exam_is_marked_in_the_form_that_the_server_speaks(provider: Provider, form: str) -> None:
    serve(provider, form, json.dumps)
    state = await run()
    assert marks_of(state) == MARKS
    assert [asked_as(request) for request in provider.requests] == FORMS[form]
    assert state["structured_response"]["checks"] == []
    # What a client reads has one shape in every form.
    assert [message.type for message in state["messages"]] == ["human", "ai", "tool"]
    assert state["messages"][1].tool_calls[0]["name"] == "EvaluationResult"
    # The prompt holds the schema wherever it is not in a tool.
    assert all("question_feedback" in json.dumps(request) for request in provider.requests)


async def test_a_form_is_found_out_once(provider: Provider) -> None:
    serve(provider, "ignored", json.dumps)
    await run()
    await run({**sample_submission(), "submission_id": "another"})
    assert [asked_as(request) for request in provider.requests] == ["tool", "schema", "schema"]


async def test_an_enforced_schema_names_the_questions_and_asks_for_nothing_that_code_computes(
    provider: Provider,
) -> None:
    serve(provider, "schema", json.dumps)
    await run()
    schema = provider.requests[-1]["response_format"]["json_schema"]["schema"]
    assert set(schema["properties"]) == {"question_feedback", "learning_recommendations", "encouragement_message"}
    listed = schema["properties"]["question_feedback"]
    assert (listed["minItems"], listed["maxItems"]) == (6, 6)
    entry = schema["$defs"]["QuestionFeedback"]
    assert entry["properties"]["question_id"]["enum"] == list(MARKS)
    assert entry["properties"]["marks_earned"]["type"] == "number"
    assert {"is_correct", "marks_possible"}.isdisjoint(entry["properties"])


@pytest.mark.parametrize("form", ["schema", "text"])
async def test_a_correction_speaks_of_no_tool_where_there_is_none(provider: Provider, form: str) -> None:
    turns = iter([{**MARKS, "q6": 9}, MARKS])

    def script(request: Json) -> Any:
        if asked_as(request) == "tool":
            return REFUSED
        if form == "text" and asked_as(request) == "schema":
            return NO_SCHEMA
        return text(json.dumps(evaluation(questions_of(prompt_of(request)), next(turns))))

    provider.script = script
    assert marks_of(await run()) == MARKS
    correction = provider.requests[-1]["messages"][-1]
    assert correction["role"] == "user"
    assert "'q6' cannot have 9 marks" in correction["content"]
    assert "EvaluationResult" not in correction["content"]


async def test_prose_in_every_form_is_told_in_plain_words(provider: Provider) -> None:
    provider.script = lambda _: text("Well done!")
    with pytest.raises(ModelFailure, match="no usable evaluation in 3 calls: the model answered in free text"):
        await run()
    assert [asked_as(request) for request in provider.requests] == ["tool", "schema", "schema"]


def cut_off(form: str) -> Json:
    begun = '{"question_feedback": [{"question_id": "q1", "marks_ea'
    whole = calls(begun) if form == "tool" else text(begun)
    whole["choices"][0]["finish_reason"] = "length"
    return whole


async def test_an_answer_that_is_cut_off_twice_is_not_asked_for_again(provider: Provider) -> None:
    provider.script = lambda request: cut_off(asked_as(request))
    with pytest.raises(ModelFailure, match="in 2 calls: the model's answer was cut off"):
        await run()
    assert [asked_as(request) for request in provider.requests] == ["tool", "tool"]


async def test_texts_in_place_of_a_tool_call_show_the_form_also_where_they_are_cut_off(provider: Provider) -> None:
    def script(request: Json) -> Json:
        if asked_as(request) == "tool":
            return cut_off("text")
        return text(json.dumps(evaluation(questions_of(prompt_of(request)), MARKS)))

    provider.script = script
    assert marks_of(await run()) == MARKS
    assert [asked_as(request) for request in provider.requests] == ["tool", "tool", "schema"]


def each(change: Callable[[Json], Json]) -> Callable[[Json], Json]:
    return lambda answer: {**answer, "question_feedback": [change(entry) for entry in answer["question_feedback"]]}


def marks(spelling: Callable[[Any, Any], object]) -> Callable[[Json], Json]:
    return each(lambda entry: {**entry, "marks_earned": spelling(entry["marks_earned"], MAXIMA[entry["question_id"]])})


def of_q6(mark: object) -> Callable[[Json], Json]:
    """Another mark for q6, and no breakdown that would tell it."""
    changed = {"marks_earned": mark, "marking_breakdown": None}
    return each(lambda entry: {**entry, **changed} if entry["question_id"] == "q6" else entry)


def ids(spelling: Callable[[str], object]) -> Callable[[Json], Json]:
    return each(lambda entry: {**entry, "question_id": spelling(entry["question_id"])})


def without(*names: str) -> Callable[[Json], Json]:
    return lambda answer: {name: value for name, value in answer.items() if name not in names}


def words(name: str, value: object) -> Callable[[Json], Json]:
    return each(lambda entry: {**entry, name: value})


FIELDS: dict[str, Callable[[Json], Json]] = {
    "marks as text": marks(lambda earned, _: str(earned)),
    "marks with their word": marks(lambda earned, _: f"{earned} marks"),
    "marks with a decimal comma": marks(lambda earned, _: f"{earned},0"),
    "marks of the maximum": marks(lambda earned, most: f"{earned}/{most}"),
    "marks out of": marks(lambda earned, most: f"{earned} out of {most}"),
    "marks with noise": marks(lambda earned, _: earned + 1e-12),
    "capital ids": ids(str.upper),
    "ids that are numbers": ids(lambda known: int(known[1:])),
    "ids that are numerals": ids(lambda known: known[1:]),
    "ids in words": ids(lambda known: f"Question {known[1:]}"),
    "numbers in place of ids": each(lambda e: {name: value for name, value in e.items() if name != "question_id"}),
    "entries by id": lambda a: {**a, "question_feedback": {e["question_id"]: e for e in a["question_feedback"]}},
    "list as text": lambda a: {**a, "question_feedback": json.dumps(a["question_feedback"])},
    "entries as texts": lambda a: {**a, "question_feedback": [json.dumps(e) for e in a["question_feedback"]]},
    "recommendations as text": lambda a: {**a, "learning_recommendations": json.dumps(a["learning_recommendations"])},
    "numbers as text": lambda a: {
        **a,
        "learning_recommendations": [
            {**r, "related_questions": ", ".join(f"Q{n}" for n in r["related_questions"])}
            for r in a["learning_recommendations"]
        ],
    },
    "only what is asked": without(
        "evaluation_id", "submission_id", "evaluated_at", "overall_result", "section_results"
    ),
    "another field": lambda answer: {**answer, "notes": ["x", None]},
    "words in a list": words("what_you_did_well", ["You tried.", "You drew."]),
    "no misconception, in a word": words("misconception_detected", "none"),
    "breakdown as text": each(lambda e: {**e, "marking_breakdown": json.dumps(e["marking_breakdown"])}),
    "an entry twice": lambda a: {**a, "question_feedback": [*a["question_feedback"], a["question_feedback"][0]]},
    "a mark twice in other words": lambda a: {
        **a,
        "question_feedback": [*a["question_feedback"], {**a["question_feedback"][1], "feedback_summary": "Fine."}],
    },
}
AROUND: dict[str, Callable[[str], str]] = {
    "sentence": lambda written: f"Here is the evaluation: {written}",
    "fence": lambda written: f"```json\n{written}\n```",
    "thoughts": lambda written: f'<think>{{"marks_earned": 1}}</think>{written}',
    "remark": lambda written: f"{written}\nI hope that this helps!",
    "text of JSON": json.dumps,
    "wrapper": lambda written: f'{{"EvaluationResult": {written}}}',
    "arguments": lambda written: f'{{"name": "EvaluationResult", "arguments": {written}}}',
    "trailing comma": lambda written: f"{written[:-1]},}}",
}


def both(change: Callable[[Json], Json], then: Callable[[Json], Json]) -> Callable[[Json], Json]:
    return lambda answer: then(change(answer))


def written(change: Callable[[Json], Json], *then: Callable[[Any], Any]) -> Callable[[Json], str]:
    """An evaluation after a change of it, and changes of its text."""

    def write(answer: Json) -> str:
        text = json.dumps(change(answer))
        for wrap in then:
            text = wrap(text)
        return text

    return write


@pytest.mark.parametrize("form", ["tool", "schema", "text"])
async def test_an_answer_that_is_nearly_right_keeps_its_marks_without_another_call(
    provider: Provider, form: str
) -> None:
    """Each slip, and each pair of a slip in a field with one around the answer."""
    around = (
        AROUND if form != "tool" else {name: AROUND[name] for name in ("text of JSON", "wrapper", "trailing comma")}
    )
    slips = (
        (f"{field}, {place}", written(change, wrap))
        for field, change in {"nothing": lambda answer: answer, **FIELDS}.items()
        for place, wrap in {"nothing": lambda text: text, **around}.items()
    )
    serve(provider, form, json.dumps)
    await run()
    for number, (name, write) in enumerate(slips):
        provider.requests.clear()
        serve(provider, form, write)
        state = await run({**sample_submission(), "submission_id": f"sub_{number}"})
        assert marks_of(state) == MARKS, name
        assert len(provider.requests) == 1, name
        assert {check["kind"] for check in state["structured_response"]["checks"]} <= {"interpreted"}, name


async def test_slips_in_two_fields_at_once(provider: Provider) -> None:
    # In this order, for a slip of marks looks its question up, and two slips of the list would undo each other.
    groups = [[n for n in FIELDS if n.startswith("marks")], [n for n in FIELDS if "ids" in n]]
    groups.append([name for name in FIELDS if name not in groups[0] + groups[1]])
    pairs = [pair for one, other in combinations(groups, 2) for pair in product(one, other)]
    pairs.remove(("numbers in place of ids", "entries by id"))
    assert len(pairs) > 150
    serve(provider, "tool", json.dumps)
    for number, (first, second) in enumerate(pairs):
        provider.requests.clear()
        serve(provider, "tool", written(both(FIELDS[first], FIELDS[second])))
        state = await run({**sample_submission(), "submission_id": f"sub_{number}"})
        assert marks_of(state) == MARKS, (first, second)
        assert len(provider.requests) == 1, (first, second)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("another mark", of_q6(9)),
        ("a mark in words", of_q6("half")),
        ("a fraction of another whole", of_q6("1/4")),
        ("two marks", lambda a: {
            **a,
            "question_feedback": [
                *a["question_feedback"],
                {**a["question_feedback"][5], "marks_earned": 0 if a["question_feedback"][5]["marks_earned"] else 1},
            ],
        }),
        ("a question less", lambda a: {**a, "question_feedback": a["question_feedback"][:5]}),
        ("an id of nothing", each(lambda e: {**e, "question_id": "z9"} if e["question_id"] == "q6" else e)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["tool", "schema", "text"])
async def test_what_cannot_be_told_is_asked_again_and_never_guessed(
    provider: Provider, form: str, name: str, change: Callable[[Json], Json]
) -> None:
    serve(provider, form, lambda answer: json.dumps(change(answer)))
    state = await run()
    assert len(provider.requests) == len(FORMS[form]) + 1, name
    assert marks_of(state)["q6"] is None, name
    assert ("not_marked", "q6") in {(c["kind"], c["question_id"]) for c in state["structured_response"]["checks"]}
