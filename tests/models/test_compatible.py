from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage

from bareme.domain.policy import Grader
from bareme.models.registry import build_model
from tests.faults.laboratory import laboratory
from tests.provider.server import Provider


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path) -> AsyncIterator[Provider]:
    async with laboratory(endpoint, tmp_path):
        yield endpoint


class _Listener(AsyncCallbackHandler):
    def __init__(self) -> None:
        self.heard: list[str] = []

    async def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self.heard.append("start")

    async def on_llm_end(self, *_: Any, **__: Any) -> None:
        self.heard.append("end")


async def test_an_answer_is_the_same_whether_anybody_listens_or_not(provider: Provider) -> None:
    message = {"role": "assistant", "content": "Hello."}
    usage = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    provider.script = lambda _: {"id": "x", "model": "gpt", "choices": [choice], "usage": usage}
    model, listener = build_model(Grader(model="openai:any")), _Listener()

    def told(answer: AIMessage) -> Any:
        return answer.text, answer.usage_metadata, answer.response_metadata, answer.additional_kwargs

    listened_to = await model.ainvoke("Hello", {"callbacks": [listener]})
    alone = await model.ainvoke("Hello")
    assert listener.heard == ["start", "end"]
    assert told(alone) == told(listened_to)
    assert alone.response_metadata["finish_reason"] == "stop"
