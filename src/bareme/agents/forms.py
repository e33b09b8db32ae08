"""The forms in which a model can be asked for structured output: by tool call, by JSON schema, or as JSON text."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel

from bareme.agents.enforced_schema import enforced_schema
from bareme.runtime import current_runtime

_FENCED = re.compile(r"\A```[a-zA-Z]*\n(?P<inside>.*?)\n?```\Z", re.DOTALL)
_MOST_CUT_OFF = 2
_NO_TOOL = """

There is no tool here. Answer with one JSON object and nothing else: no fence, no word before or after it. It follows
this JSON schema:
{schema}"""


class Form(StrEnum):
    """How a model gives structured output."""

    TOOL = "tool"
    JSON_SCHEMA = "json_schema"
    JSON_TEXT = "json_text"


@dataclass
class _Observed:
    """What an endpoint was seen to do with the forms: a base URL, and a model there."""

    unsupported: set[Form] = field(default_factory=set)
    calls_tools: bool = False
    cut_off: int = 0
    """How many texts in place of a tool call were cut off."""


def form_for(model: BaseChatModel, endpoint: tuple[str, str]) -> Form:
    """Return the best form that `model` supports, according to its profile and to what its endpoint was seen to do."""
    profile: dict[str, Any] = {**(model.profile or {})}
    known = [Form.TOOL] if profile.get("tool_calling", True) else []
    if _asks_by_json_schema(model) and profile.get("structured_output", True):
        known.append(Form.JSON_SCHEMA)
    unsupported = _observed(endpoint).unsupported
    return next((form for form in known if form not in unsupported), Form.JSON_TEXT)


def refuse_form(form: Form, endpoint: tuple[str, str]) -> bool:
    """Remember that this endpoint does not support `form`; return whether there is another to try."""
    _observed(endpoint).unsupported.add(form)
    return form is not Form.JSON_TEXT


def observe_form(
    form: Form, reply: AIMessage, model: BaseChatModel, endpoint: tuple[str, str], *, may_think: bool = True
) -> None:
    """Remember what an endpoint made of `form`: if it ignores a tool that must be called, it is asked so no more.

    Ollama and llama.cpp answer such a request with HTTP 200 and a text. But where the model has called a tool before,
    the text is its slip, and it stays with tools. So does a client that has no other form that a server enforces.
    A text that was cut off may have been a thought before a call, if the model may think; two of them are enough.
    """
    refused = bool(reply.additional_kwargs.get("refusal"))
    if form is not Form.TOOL or refused or not _asks_by_json_schema(model):
        return
    observed = _observed(endpoint)
    if reply.tool_calls or reply.invalid_tool_calls or reply.additional_kwargs.get("tool_calls"):
        observed.calls_tools = True
    elif not observed.calls_tools and reply.text:
        finish = reply.response_metadata.get("finish_reason")
        observed.cut_off += finish == "length"
        if finish == "stop" or observed.cut_off >= (_MOST_CUT_OFF if may_think else 1):
            observed.unsupported.add(Form.TOOL)


def _asks_by_json_schema(model: BaseChatModel) -> bool:
    # An attribute of Barème's own client, whose module is not imported if only the offline examiner is used.
    return bool(getattr(model, "asks_by_json_schema", False))


def _observed(endpoint: tuple[str, str]) -> _Observed:
    return current_runtime().resource(_endpoints)[endpoint]


def _endpoints() -> defaultdict[tuple[str, str], _Observed]:
    return defaultdict(_Observed)


def bind_form(model: BaseChatModel, schema: type[BaseModel], form: Form) -> Runnable[LanguageModelInput, AIMessage]:
    """Return `model`, bound so that it is asked for `schema` in this form."""
    if form is Form.TOOL:
        # Converting the schema costs more than a call, so it is done once.
        return model.bind_tools([convert_to_openai_tool(schema)], tool_choice=schema.__name__)
    if form is Form.JSON_SCHEMA:
        named = {"name": schema.__name__, "schema": enforced_schema(schema), "strict": True}
        return model.bind(response_format={"type": "json_schema", "json_schema": named})
    return model


def system_text(prompt: str, schema: type[BaseModel], form: Form) -> str:
    """Return the system prompt, with the instructions that a model needs to answer in this form."""
    if form is Form.TOOL:
        return prompt
    shown = enforced_schema(schema) if form is Form.JSON_SCHEMA else schema.model_json_schema()
    return prompt + _NO_TOOL.format(schema=json.dumps(shown, ensure_ascii=False))


def without_fence(text: str) -> str:
    """Return the content if the whole text is one fenced block, otherwise the text."""
    match = _FENCED.match(text.strip())
    return match["inside"] if match else text.strip()
