"""A graph that only asks, and asks again: what a resume costs where nothing is done with the answer."""

from typing import Any

from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt
from pydantic import BaseModel


class Echo(BaseModel):
    """The last answer."""

    said: str = ""


async def ask(state: Echo) -> Command[str]:
    """Interrupt; keep the answer and ask again."""
    return Command(goto="ask", update={"said": str(interrupt({"said": state.said}))})


def _build() -> Any:
    builder = StateGraph(Echo)
    builder.add_node("ask", ask, destinations=("ask",))
    builder.add_edge(START, "ask")
    return builder.compile()


graph = _build()
"""What the benchmark's server names."""
