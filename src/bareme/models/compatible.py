"""A chat model behind any endpoint that speaks OpenAI's chat completions, and what is wrong with its answers.

LangChain's client writes the request; the answer it reads too kindly: it takes the last of two equal JSON keys for
the value, and forgets what the model wrote. This one reads the answer's bytes itself, and keeps the text of the
arguments as it came, in `additional_kwargs["tool_calls"]`.
"""

import json
from typing import Any, ClassVar

import httpx2
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

from bareme.models.failures import read_object, unusable

type Json = dict[str, Any]

_TOKENS = ("prompt_tokens", "completion_tokens", "total_tokens")


class CompatibleChat(ChatOpenAI):
    """ChatOpenAI with a strict reader. Whatever it raises, `models.call` turns into one of our errors."""

    asks_by_json_schema: ClassVar[bool] = True

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        if "messages" not in payload:
            # Models that OpenAI serves through its Responses API alone.
            return await super()._agenerate(messages, stop=stop, run_manager=run_manager, **kwargs)
        body = {**payload, **(payload.pop("extra_body", None) or {})}
        body.pop("extra_body", None)
        response: httpx2.Response = await self.root_async_client.post(
            "/chat/completions", body=body, cast_to=httpx2.Response
        )
        return self._create_chat_result(read_completion(response.content))

    def _create_chat_result(self, response: Any, generation_info: Json | None = None) -> ChatResult:
        result = super()._create_chat_result(response, generation_info)
        if isinstance(response, dict):
            for choice, generation in zip(response["choices"], result.generations, strict=True):
                calls = choice["message"].get("tool_calls")
                if calls:
                    generation.message.additional_kwargs["tool_calls"] = calls
        return result

    @property
    def _llm_type(self) -> str:
        return "openai-compatible-chat"


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
        raise unusable("no choices", "aucun choix")
    return {**answer, "choices": [{**first, "message": _sound_message(message)}], "usage": _sound_usage(answer)}


def _sound_message(message: Json) -> Json:
    """Return the message with the role that some servers leave out, and only tool calls that are some."""
    calls = message.get("tool_calls")
    sound = [
        {**call, "id": str(call.get("id") or f"call_{number}")}
        for number, call in enumerate(calls if isinstance(calls, list) else ())
        if isinstance(call, dict) and isinstance(call.get("function"), dict)
    ]
    for call in sound:
        function = call["function"]
        arguments = function.get("arguments")
        # Some servers send the object itself where a text is to be.
        text = arguments if isinstance(arguments, str) else json.dumps(arguments if arguments is not None else {})
        call["function"] = {"name": str(function.get("name") or ""), "arguments": text}
        call["type"] = "function"
    said = message.get("content") or message.get("refusal")  # a refusal is what the model said instead
    content = said if isinstance(said, str | list) else ""
    return {**message, "role": "assistant", "content": content, "tool_calls": sound}


def _sound_usage(answer: Json) -> Json | None:
    """Return the usage, or None where its numbers are none: a paid answer is not lost over a senseless bill."""
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return None
    counts = {name: usage.get(name) or 0 for name in _TOKENS}
    if not all(type(count) is int and count >= 0 for count in counts.values()):
        return None
    kept = {name: value for name, value in usage.items() if not name.endswith("_details") or isinstance(value, dict)}
    return {**kept, **counts}
