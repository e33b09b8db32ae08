import asyncio
import threading
from pathlib import Path

import pytest

from bareme.domain.policy import Grader
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from tests.faults.laboratory import laboratory
from tests.provider.server import run_provider


async def test_a_proxy_that_the_environment_names_is_used(tmp_path: Path) -> None:
    with run_provider() as provider:
        # The laboratory restores the environment that it found, so it is changed only inside.
        async with laboratory(provider, tmp_path):
            message = {"role": "assistant", "content": "Hello."}
            provider.script = lambda _: {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("HTTP_PROXY", provider.base_url.removesuffix("/v1"))
                environment.setenv("OPENAI_API_BASE", "http://provider.invalid/v1")
                build_model.cache_clear()
                await close_runtime()  # whatever it has sent before
                answer = await build_model(Grader(model="openai:any")).ainvoke("Hello")
            build_model.cache_clear()
            assert answer.text == "Hello."
            assert provider.headers[0]["host"] == "provider.invalid"


async def test_one_model_serves_several_event_loops_at_once(tmp_path: Path) -> None:
    # Each loop calls, and calls again after the other has: on a connection that is its own.
    turn = threading.Barrier(2, timeout=20)
    answered: list[str] = []

    async def call_twice(name: str) -> None:
        model = build_model(Grader(model="openai:any"))
        for _ in range(2):
            await model.ainvoke("Hello")
            answered.append(name)
            await asyncio.to_thread(turn.wait)
        await close_runtime()

    with run_provider() as provider:
        async with laboratory(provider, tmp_path):
            message = {"role": "assistant", "content": "Hello."}
            provider.script = lambda _: {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            await asyncio.gather(*(asyncio.to_thread(asyncio.run, call_twice(name)) for name in "ab"))
    assert sorted(answered) == ["a", "a", "b", "b"]
