"""A chat model behind any endpoint for OpenAI's chat completions, with a strict reader of the responses.

LangChain's client writes the request, but it reads too leniently: of two equal JSON keys it takes the last one, and it
drops what the model wrote. This class reads the bytes of the response itself and keeps the text of the arguments as it
came, in `additional_kwargs["tool_calls"]`.
"""

import inspect
import json
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import httpx2
from langchain_core.callbacks import AsyncCallbackManager, AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import ensure_config
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI
from pydantic import PrivateAttr

from bareme.models.connections import LoopClient
from bareme.models.failures import failure_of_response, read_object
from bareme.models.prompt_cache import OPENAI_MARK
from bareme.models.refusals import unusable
from bareme.models.streams import REASONING, join_stream
from bareme.translation import Message

type Json = dict[str, Any]

_TOKENS = ("prompt_tokens", "completion_tokens", "total_tokens")
_DETAILS = ("prompt_tokens_details", "completion_tokens_details", "cost_details")
_TOO_LARGE = 2**63


class CompatibleChat(ChatOpenAI):
    """ChatOpenAI with a strict reader. `models.failures` turns whatever it raises into one of our errors."""

    asks_by_json_schema: ClassVar[bool] = True
    streamed: bool = False
    """Whether the answer comes in pieces, so that a slow one can be told from none."""
    limit_name: str = ""
    """How the server calls the most tokens of an answer, if not as OpenAI does."""
    cache_mark: Mapping[str, Any] = OPENAI_MARK
    """How the server marks the end of what it is to cache of a prompt."""
    _envelope: "_Envelope | None" = PrivateAttr(None)

    async def ainvoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Return the answer. Where nobody listens, LangChain's work for those who do is left out."""
        if _is_listened_to(self, config):
            return await super().ainvoke(input, config, stop=stop, **kwargs)
        result = await self._agenerate(self._convert_input(input).to_messages(), stop, **kwargs)
        (generation,) = result.generations
        answer = generation.message
        assert isinstance(answer, AIMessage)  # noqa: S101 - a chat completion is
        answer.response_metadata = {
            **(result.llm_output or {}),
            **(generation.generation_info or {}),
            **answer.response_metadata,
        }
        return answer

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        if "messages" not in payload:
            # A model that OpenAI serves only through its Responses API.
            return await super()._agenerate(messages, stop=stop, run_manager=run_manager, **kwargs)
        body = {**payload, **(payload.pop("extra_body", None) or {})}
        body.pop("extra_body", None)
        if self.cache_mark is not OPENAI_MARK:
            body["messages"] = [_with_mark(message, self.cache_mark) for message in body["messages"]]
        if "max_completion_tokens" in body and self.limit_name:
            body[self.limit_name] = body.pop("max_completion_tokens")
        if self.streamed:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        response = await self._send(body)
        if not response.is_success:
            raise failure_of_response(response.status_code, response.headers, response.content)
        return self._create_chat_result(
            read_completion(join_stream(response.content) if self.streamed else response.content)
        )

    # LangChain asks for it before each call; to work it out each time takes longer than to write the request.
    _agenerate.__signature__ = inspect.signature(_agenerate)  # type: ignore[attr-defined]

    def _create_chat_result(self, response: Any, generation_info: Json | None = None) -> ChatResult:
        result = super()._create_chat_result(_with_objects(response), generation_info)
        if isinstance(response, dict):
            for choice, generation in zip(response["choices"], result.generations, strict=True):
                calls = choice["message"].get("tool_calls")
                if calls:
                    generation.message.additional_kwargs["tool_calls"] = calls
                if choice["message"].get("refusal"):
                    generation.message.additional_kwargs["refusal"] = choice["message"]["refusal"]
                if choice["message"].get("reasoned"):
                    generation.message.additional_kwargs["reasoned"] = True
        return result

    async def _send(self, body: Json) -> httpx2.Response:
        """Return the response to a completion. The openai client would send the same, in twice the processor time."""
        client: LoopClient = self.http_async_client  # type: ignore[assignment]
        if self._envelope is None:
            self._envelope = _envelope(client, self.root_async_client)
        # As the openai client writes JSON.
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        url, headers, extensions = self._envelope
        return await client.send(httpx2.Request("POST", url, headers=headers, content=content, extensions=extensions))

    @property
    def _llm_type(self) -> str:
        return "openai-compatible-chat"


def _is_listened_to(model: BaseChatModel, config: RunnableConfig | None) -> bool:
    """Return whether a tracer, a stream of messages or another callback is to hear of a call."""
    callbacks = ensure_config(config).get("callbacks")
    return bool(AsyncCallbackManager.configure(callbacks, model.callbacks, model.verbose).handlers)


class _Envelope(NamedTuple):
    """All of a request but its body. Working it out takes as long as sending it."""

    url: httpx2.URL
    headers: list[tuple[str, str]]
    extensions: Json


def _envelope(client: LoopClient, described: AsyncOpenAI) -> _Envelope:
    """Return the envelope of completions, with the address, headers and key of an openai client."""
    headers = {**described.auth_headers, **described.default_headers}
    request = client.build_request(
        "POST",
        described.base_url.join("chat/completions"),
        headers={name: value for name, value in headers.items() if isinstance(value, str)},
        timeout=described.timeout,
    )
    sent = [(name, value) for name, value in request.headers.multi_items() if name.lower() != "content-length"]
    return _Envelope(request.url, sent, request.extensions)


def _with_mark(message: Json, mark: Mapping[str, Any]) -> Json:
    """Return a message whose blocks have `mark` in place of OpenAI's, the only one that LangChain lets through."""
    content = message.get("content")
    if not isinstance(content, list):
        return message
    (name,) = OPENAI_MARK
    blocks = [
        {**{key: part for key, part in block.items() if key != name}, **mark} if name in block else block
        for block in content
    ]
    return {**message, "content": blocks}


def _with_objects(response: Any) -> Any:
    """Return the completion with {} for arguments that are JSON but no object, on which LangChain fails."""
    if not isinstance(response, dict):
        return response
    choices = [
        {
            **choice,
            "message": {**choice["message"], "tool_calls": [*map(_with_object, choice["message"]["tool_calls"])]},
        }
        for choice in response["choices"]
    ]
    return {**response, "choices": choices}


def _with_object(call: Json) -> Json:
    arguments = call["function"]["arguments"]
    if arguments.lstrip().startswith("{"):
        return call
    try:
        is_object = isinstance(json.loads(arguments, strict=False), dict)
    except (ValueError, RecursionError):
        return call  # LangChain keeps the text
    return call if is_object else {**call, "function": {**call["function"], "arguments": "{}"}}


def read_completion(body: bytes) -> Json:
    """Return the chat completion that an HTTP 200 holds, with one choice and sound numbers of tokens.

    Raises:
        UnusableReply: it is a page, empty, no JSON, or has no choices.
        ModelFailure: it holds an error; which one, its code says.
    """
    answer = read_object(body)
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise unusable(Message("no choices"))
    said = {"message": _sound_message(message), "finish_reason": _text(first.get("finish_reason"))}
    return {
        "choices": [said],
        "usage": _sound_usage(answer.get("usage")),
        **{name: _text(answer.get(name)) for name in ("id", "model", "service_tier", "system_fingerprint")},
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _sound_message(message: Json) -> Json:
    """Return the parts of a message that are read: its text and its well-formed tool calls."""
    calls = message.get("tool_calls")
    sound = [
        {**call, "id": str(call.get("id") or f"call_{number}")}
        for number, call in enumerate(calls if isinstance(calls, list) else ())
        if isinstance(call, dict) and isinstance(call.get("function"), dict)
    ]
    for call in sound:
        function = call["function"]
        arguments = function.get("arguments")
        # Some servers send the object instead of its text.
        text = arguments if isinstance(arguments, str) else json.dumps(arguments if arguments is not None else {})
        call["function"] = {"name": str(function.get("name") or ""), "arguments": text}
        call["type"] = "function"
    refusal = _text(message.get("refusal"))
    said = message.get("content") or refusal  # a refusal comes in place of the content
    content: str | list[Any] = said if isinstance(said, str) else ""
    if isinstance(said, list):
        content = [block for block in said if isinstance(block, str | dict)]
    reasoned = any(message.get(name) for name in REASONING)
    return {"role": "assistant", "content": content, "tool_calls": sound, "refusal": refusal, "reasoned": reasoned}


def _sound_usage(usage: object) -> Json | None:
    """Return the usage in LangChain's form, or None if its counts are not numbers. `models.usage` judges them."""
    if not isinstance(usage, dict):
        return None
    counts = {name: usage.get(name) or 0 for name in _TOKENS}
    if not all(_is_number(count) and isinstance(count, int) for count in counts.values()):
        return None
    # A missing total is the sum.
    counts["total_tokens"] = counts["total_tokens"] or sum(counts.values())
    details = {
        name: {key: number for key, number in usage[name].items() if _is_number(number)}
        for name in _DETAILS
        if isinstance(usage.get(name), dict)
    }
    charged = usage.get("cost")
    cost = {"cost": charged} if isinstance(charged, str) or _is_number(charged) else {}
    return {**counts, **details, **cost, "is_byok": usage.get("is_byok") is True}


def _is_number(value: object) -> bool:
    """Return whether `value` is a number that fits into a checkpoint, which has no integers of more than 64 bits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _TOO_LARGE
