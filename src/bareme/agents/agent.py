"""One structured answer from one chat model: the agent that all of Barème's agents are made with."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelCallLimitMiddleware
from langchain.agents.structured_output import ToolStrategy
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from pydantic import BaseModel

from bareme.domain.money import Usage
from bareme.models.usage import usage_of

CALLS = 2
"""The first answer, and one more after it was told what was wrong."""


@dataclass(frozen=True)
class Answer[T: BaseModel]:
    """What came of it: the checked value, or None with the arguments of the last calls and what is wrong with them."""

    value: T | None
    arguments: list[dict[str, Any]]
    problem: str
    usage: Usage


type Agent = CompiledStateGraph[Any, Any, Any, Any]


def build_agent(model: BaseChatModel, schema: type[BaseModel], *, system_prompt: str, name: str) -> Agent:
    """Return an agent that answers with `schema`, whose validators say what is wrong with an answer.

    Build it once for many calls: building costs more CPU than calling.
    """
    # The limit ends the run instead of raising, so that what is good in a faulty answer can be kept.
    limit: AgentMiddleware[Any, Any, Any] = ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="end")
    return create_agent(
        model,
        tools=[],
        system_prompt=system_prompt,
        middleware=[_NameTheFault(schema.__name__), limit],
        response_format=ToolStrategy(schema, tool_message_content="Recorded."),
        # Not the caller's checkpointer: one attempt is one unit, and its inner steps are not kept.
        checkpointer=False,
        name=name,
    )


async def ask[T: BaseModel](
    agent: Agent, schema: type[T], content: Sequence[str | dict[str, Any]], *, model: str = ""
) -> Answer[T]:
    """Send one human message and return the answer. `model` ("provider:name") prices it; without, its cost is unknown.

    Errors of the model's client pass through; bad output does not raise, it comes back as a `problem`.
    """
    started = time.perf_counter()
    # LangChain would pass a bare string on, which providers refuse in a list of blocks.
    blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    state = await agent.ainvoke({"messages": [HumanMessage(content=[*blocks])]})
    seconds = time.perf_counter() - started
    messages = state["messages"]
    replies = [message for message in messages if isinstance(message, AIMessage)]
    usage = Usage(seconds=round(seconds, 3))
    for position, message in enumerate(messages):
        if isinstance(message, AIMessage):
            usage += usage_of(message, model, sent=messages[:position])
    value = state.get("structured_response")
    if isinstance(value, schema):
        return Answer(value=value, arguments=[], problem="", usage=usage)
    sent = [[call["args"] for call in reply.tool_calls if call["name"] == schema.__name__] for reply in replies]
    # After every reply that is of no use stands what is wrong with it.
    problem = next(message.text for message in reversed(state["messages"]) if not isinstance(message, AIMessage))
    return Answer(value=None, arguments=next(filter(None, reversed(sent)), []), problem=problem, usage=usage)


class _NameTheFault(AgentMiddleware):
    """Answers what LangChain leaves unanswered: prose, calls of other tools, and arguments that are no JSON.

    Without it the model is asked again without a word, and a provider refuses a message that leaves a call unanswered.
    """

    def __init__(self, tool: str) -> None:
        super().__init__()
        self.tool = tool

    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """Return the messages to add."""
        messages = state["messages"]
        last = max(position for position, message in enumerate(messages) if isinstance(message, AIMessage))
        reply, answers = cast("AIMessage", messages[last]), messages[last + 1 :]
        if not reply.tool_calls and not reply.invalid_tool_calls:
            return {"messages": [HumanMessage(f"You answered in prose. Answer by calling {self.tool}, once.")]}
        answered = {message.tool_call_id for message in answers if isinstance(message, ToolMessage)}
        faults = [(call["id"], f"There is no tool {call['name']!r}, only {self.tool}.") for call in reply.tool_calls]
        faults += [(call["id"], "The arguments are not valid JSON.") for call in reply.invalid_tool_calls]
        return {"messages": [ToolMessage(text, tool_call_id=key or "") for key, text in faults if key not in answered]}
