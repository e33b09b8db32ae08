"""One structured answer from one chat model: the agent that all of Barème's agents are made with."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain.agents.structured_output import ToolStrategy
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph.state import CompiledStateGraph
from pydantic import BaseModel

from bareme.domain.attempts import Usage

CALLS = 2
"""The first answer, and one more after it was told what was wrong."""


@dataclass(frozen=True)
class Answer[T: BaseModel]:
    """What came of it: the checked value, or None with the last arguments the model sent."""

    value: T | None
    arguments: dict[str, Any] | None
    problem: str
    usage: Usage


type Agent = CompiledStateGraph[Any, Any, Any, Any]


def build_agent(model: BaseChatModel, schema: type[BaseModel], *, system_prompt: str, name: str) -> Agent:
    """Return an agent that answers with `schema`, whose validators say what is wrong with an answer.

    Build it once for many calls: building costs more CPU than calling.
    """
    return create_agent(
        model,
        tools=[],
        system_prompt=system_prompt,
        # The limit ends the run instead of raising, so that what is good in a faulty answer can be kept.
        middleware=[ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="end")],
        response_format=ToolStrategy(schema, tool_message_content="Recorded."),
        # Not the caller's checkpointer: one attempt is one unit, and its inner steps are not kept.
        checkpointer=False,
        name=name,
    )


async def ask[T: BaseModel](agent: Agent, schema: type[T], content: Sequence[str | dict[str, Any]]) -> Answer[T]:
    """Send one human message and return the answer.

    Errors of the model's client pass through; bad output does not raise, it comes back as a `problem`.
    """
    started = time.perf_counter()
    state = await agent.ainvoke({"messages": [HumanMessage(content=list(content))]})
    seconds = time.perf_counter() - started
    replies = [message for message in state["messages"] if isinstance(message, AIMessage)]
    usage = sum((_usage(reply) for reply in replies), Usage(seconds=round(seconds, 3)))
    value = state.get("structured_response")
    if isinstance(value, schema):
        return Answer(value=value, arguments=None, problem="", usage=usage)
    calls = [call for reply in replies for call in reply.tool_calls]
    problem = next(
        (str(message.content) for message in reversed(state["messages"]) if message.type == "tool"),
        "the model answered in prose instead of calling the tool",
    )
    return Answer(value=None, arguments=calls[-1]["args"] if calls else None, problem=problem, usage=usage)


def _usage(reply: AIMessage) -> Usage:
    tokens = reply.usage_metadata
    # The limit's own closing message is no call of the model.
    if tokens is None and not reply.response_metadata:
        return Usage()
    return Usage(
        calls=1,
        input_tokens=tokens["input_tokens"] if tokens else 0,
        output_tokens=tokens["output_tokens"] if tokens else 0,
    )
