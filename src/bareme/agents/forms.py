"""The forms in which a model can be asked for structured output: by tool call, by JSON schema, or as JSON text."""

import json
import re
from collections import defaultdict
from enum import StrEnum
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel

_FENCED = re.compile(r"\A```[a-zA-Z]*\n(?P<inside>.*?)\n?```\Z", re.DOTALL)
_NO_TOOL = """

There is no tool here. Answer with one JSON object and nothing else: no fence, no word before or after it. It follows
this JSON schema:
{schema}"""


class Form(StrEnum):
    """How a model gives structured output."""

    TOOL = "tool"
    JSON_SCHEMA = "json_schema"
    JSON_TEXT = "json_text"


# By base URL and model: the forms that a provider has said it does not know. For the life of the process.
_refused: defaultdict[tuple[str, str], set[Form]] = defaultdict(set)


def form_for(model: BaseChatModel, endpoint: tuple[str, str]) -> Form:
    """Return the best form that `model` knows, as far as its profile says and its provider has said."""
    profile: dict[str, Any] = {**(model.profile or {})}
    known = [Form.TOOL] if profile.get("tool_calling", True) else []
    # Only Barème's own client says that it can: its module is not loaded where nothing but rules marks.
    if getattr(model, "asks_by_json_schema", False) and profile.get("structured_output", True):
        known.append(Form.JSON_SCHEMA)
    return next((form for form in known if form not in _refused[endpoint]), Form.JSON_TEXT)


def refuse_form(form: Form, endpoint: tuple[str, str]) -> bool:
    """Remember that this endpoint does not know `form`; return whether there is another to try."""
    _refused[endpoint].add(form)
    return form is not Form.JSON_TEXT


def forget_forms() -> None:
    """Forget what endpoints do not know, as in a new process."""
    _refused.clear()


def bind_form(model: BaseChatModel, schema: type[BaseModel], form: Form) -> Runnable[LanguageModelInput, AIMessage]:
    """Return `model`, asking for `schema` in this form."""
    if form is Form.TOOL:
        # The tool as a dict: converting the schema costs more than a call, and this is done once.
        return model.bind_tools([convert_to_openai_tool(schema)], tool_choice=schema.__name__)
    if form is Form.JSON_SCHEMA:
        named = {"name": schema.__name__, "schema": schema.model_json_schema(), "strict": False}
        return model.bind(response_format={"type": "json_schema", "json_schema": named})
    return model


def system_text(prompt: str, schema: type[BaseModel], form: Form) -> str:
    """Return the system prompt, with what a model has to know that is asked in this form."""
    if form is Form.TOOL:
        return prompt
    return prompt + _NO_TOOL.format(schema=json.dumps(schema.model_json_schema(), ensure_ascii=False))


def without_fence(text: str) -> str:
    """Return what is inside, where the whole text is one fenced block; else the text."""
    match = _FENCED.match(text.strip())
    return match["inside"] if match else text.strip()
