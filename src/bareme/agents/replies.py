"""Read one reply of a model: its objects, its faults, and the message that corrects it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from pydantic import BaseModel, ValidationError

from bareme.agents.answer_text import Answers, find_answers, is_named
from bareme.agents.forms import Form, without_fence
from bareme.agents.quotations import Quotations
from bareme.agents.strict_json import parse_object

# Providers' own words would reveal to the teacher which model is behind a label.
_FINISH = {
    **dict.fromkeys(("stop", "tool_calls", "function_call", "end_turn", "tool_use", "stop_sequence"), "stop"),
    **dict.fromkeys(("length", "max_tokens", "model_length"), "length"),
    **dict.fromkeys(("content_filter", "safety", "prohibited_content", "blocklist"), "content_filter"),
    "refusal": "refusal",
}
_FINAL = {"content_filter", "refusal"}
_QUOTED = "it repeats an object that stands in what you were sent, which counts as quoted: give your own answer"
_IN_WORDS = "Words or quotation marks stand around your answer, so it may be a quotation: send the JSON object alone."
_MOST_FAULTS = 20
_LONGEST_RAW = 20_000
_LARGEST_NUMBER = 2**63


@dataclass
class Reply[T: BaseModel]:
    """A reply. `value` is set if it passes every check; otherwise `problem` says why it does not."""

    message: AIMessage
    value: T | None = None
    doubtful: T | None = None
    """In place of `value`: it passes every check, but may be quoted from a picture, as words stand around it."""
    objects: list[dict[str, Any]] = field(default_factory=list)
    """The JSON objects sent for the schema, valid or not; without those that are quoted from the prompt."""
    is_certain: bool = True
    """Whether there is no doubt that the objects are the model's answer, so that parts of them may be used."""
    is_quoting: bool = False
    """Whether an object in it stands in the prompt, or in what the model read there."""
    faults: dict[str, str] = field(default_factory=dict)
    """By tool call id: what to tell the model about it."""
    problem: str = ""
    slips: list[str] = field(default_factory=list)
    """What had to be interpreted or left out."""

    @property
    def finish_reason(self) -> str:
        """Why the model stopped: "stop", "length", "content_filter", "refusal", "other", or "" if unknown."""
        if self.message.additional_kwargs.get("refusal"):
            return "refusal"
        said = _said(self.message)
        return _FINISH.get(said.lower(), "other") if said else ""

    @property
    def is_final(self) -> bool:
        """Whether it makes no sense to ask again: it can be used, or the model refuses, or a filter blocks it."""
        return self.value is not None or self.finish_reason in _FINAL

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the reply, and the slips in it."""
        return (*([self.problem] if self.problem else []), *self.slips[:_MOST_FAULTS])

    @property
    def correction(self) -> list[AnyMessage]:
        """The messages to send back: an answer to every tool call, as providers require."""
        if not self.faults:
            return [HumanMessage(self.problem)]
        return [ToolMessage(text, tool_call_id=key, status="error") for key, text in self.faults.items()]

    def raw(self) -> dict[str, Any]:
        """Return what the model sent, as plain JSON, cut at 20,000 characters."""
        calls = [{"name": name, "arguments": text[:_LONGEST_RAW]} for _, name, text in _calls(self.message)]
        return {
            "text": self.message.text[:_LONGEST_RAW],
            "tool_calls": calls,
            "finish_reason": _said(self.message),
            "model": str(self.message.response_metadata.get("model_name") or ""),
            "problem": self.problem,
        }


def writable(message: AIMessage) -> AIMessage:
    """Return the message with arguments that a checkpoint can store.

    JSON allows integers of any size, which become text, and lone surrogates, which are replaced.
    """
    calls = [{**call, "args": storable(call["args"])} for call in message.tool_calls]
    return message.model_copy(update={"tool_calls": calls}) if calls != message.tool_calls else message


def storable(value: Any) -> Any:
    """Return a parsed value without what a checkpoint cannot store."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and abs(value) >= _LARGEST_NUMBER:
        return str(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    return value


def _said(message: AIMessage) -> str:
    metadata = message.response_metadata
    return str(metadata.get("finish_reason") or metadata.get("stop_reason") or "")


def find_objects(message: AIMessage, schema: type[BaseModel]) -> list[tuple[str, Answers]]:
    """Return what the tool calls for `schema` hold, each with its call's id.

    If no call holds an object of the schema's shape, and the text does, it is what the text holds, with "" for an id.
    """
    calls = [(key, _arguments(text, schema)) for key, name, text in _calls(message) if is_named(name, schema)]
    if not any(answers.objects for _, answers in calls):
        in_text = _arguments(without_fence(message.text), schema)
        if in_text.objects or not _calls(message):
            return [("", in_text)]
    return calls


def read_reply[T: BaseModel](
    message: AIMessage, schema: type[T], form: Form, quotations: Quotations | None = None
) -> Reply[T]:
    """Return the reply. The requested form matters only for what the model is told if nothing can be read.

    `quotations` knows what the model can quote; an object that stands there is not its answer.
    """
    reply: Reply[T] = Reply(message)
    found = find_objects(message, schema)
    prose = f"You answered in prose. Answer by calling {schema.__name__}, once."
    if not found or found[0][0]:
        _read_calls(reply, schema, found, quotations)
    elif form is Form.TOOL and not found[0][1].objects:
        reply.problem = prose
    elif form is Form.TOOL and found[0][1].in_prose and quotations is not None and quotations.has_pictures:
        # What is written in a picture cannot be compared, and here it may be quoted.
        reply.problem = prose
    else:
        value, problem = _check(found[0][1], schema, reply, quotations)
        reply.problem = problem and f"Your answer does not stand: {problem}"
        if value is not None and found[0][1].in_prose and quotations is not None and quotations.has_pictures:
            reply.doubtful, reply.problem = value, _IN_WORDS  # as above
        else:
            reply.value = value
    if reply.value is None and reply.finish_reason == "length":
        reply.problem = f"Your answer was cut off before it was complete. Answer again, more briefly. {reply.problem}"
        reply.faults = {key: f"{text} The answer was cut off: be briefer." for key, text in reply.faults.items()}
    return reply


def _read_calls[T: BaseModel](
    reply: Reply[T], schema: type[T], found: Sequence[tuple[str, Answers]], quotations: Quotations | None
) -> None:
    tool = schema.__name__
    reply.faults = {key: f"There is no tool {name[:40]!r}, only {tool}." for key, name, _ in _calls(reply.message)}
    checked: list[T | None] = []
    for key, answers in found:
        value, problem = _check(answers, schema, reply, quotations)
        checked.append(value)
        reply.faults[key] = problem and f"The arguments of {tool} do not stand: {problem}"
    if checked and all(value is not None and value == checked[0] for value in checked):
        reply.value = checked[0]
    elif len(checked) > 1:
        twice = f"{tool} was called {len(checked)} times. Call it once, with everything."
        reply.faults = {key: " ".join(filter(None, (text, twice))) for key, text in reply.faults.items()}
    reply.faults = {key: text or "Answer anew." for key, text in reply.faults.items()}
    reply.problem = "" if reply.value is not None else " ".join(dict.fromkeys(reply.faults.values()))


def _arguments(text: str, schema: type[BaseModel]) -> Answers:
    """Return the answers in a text that ought to be one object."""
    parsed = parse_object(text)
    if parsed.value is None:
        within = find_answers(text, schema)
        return within if within.objects else Answers(faults=parsed.faults)
    answers = Answers(faults=parsed.faults, other=parsed.value)
    answers.add(parsed.value, schema)
    return answers


def _check[T: BaseModel](
    answers: Answers, schema: type[T], reply: Reply[T], quotations: Quotations | None
) -> tuple[T | None, str]:
    """Return the value, or None and what is wrong with it. Its objects and its slips are added to `reply`."""
    objects = answers.objects or ([answers.other] if answers.other is not None else [])
    own, is_read = _own(objects, quotations)
    reply.is_quoting |= is_read or len(own) < len(objects)
    reply.is_certain &= answers.is_certain and not is_read
    if is_read or (objects and not own):
        reply.objects += own
        return None, _QUOTED
    if len(own) < len(objects):
        reply.slips.append("an object that stands in the prompt was left out")
    objects = own
    reply.objects += objects
    values: list[T] = []
    problems = list(answers.faults)
    slips: list[str] = []
    for value in objects:
        try:
            values.append(schema.model_validate(value, context=slips))
        except ValidationError as error:
            problems += [
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" if fault["loc"] else fault["msg"]
                for fault in error.errors(include_url=False, include_input=False, include_context=False)
            ]
        except RecursionError:
            problems.append("it is nested too deeply")
    reply.slips += slips
    if answers.cut_off and objects:
        problems.append("it ends inside of a JSON object")
    elif answers.broken and objects:
        problems.append("another answer in it is not valid JSON")
    elif values and len(values) == len(objects) and all(value == values[0] for value in values):
        reply.slips += answers.faults
        return values[0], ""
    elif len(objects) > 1:
        problems.append(f"it holds {len(objects)} different answers: give one")
    return None, "; ".join(problems[:_MOST_FAULTS])


def _own(objects: list[dict[str, Any]], quotations: Quotations | None) -> tuple[list[dict[str, Any]], bool]:
    """Return the objects that do not stand in the prompt, and whether one stands in what the model read there."""
    if quotations is None:
        return objects, False
    own = [given for given in objects if not quotations.are_sent(given)]
    for given in own:
        quotations.add_readings(given)
    return own, any(map(quotations.are_read, own))


def _calls(message: AIMessage) -> list[tuple[str, str, str]]:
    """Return the tool calls: id, name, and arguments as text, as written if the client kept that."""
    written = message.additional_kwargs.get("tool_calls")
    if written:
        return [(call["id"], call["function"]["name"], call["function"]["arguments"]) for call in written]
    calls = [
        (call["id"] or "", call["name"], json.dumps(call["args"], ensure_ascii=False)) for call in message.tool_calls
    ]
    return calls + [(call["id"] or "", call["name"] or "", call["args"] or "") for call in message.invalid_tool_calls]
