"""What several copies in one call would save: `python -m tests.benchmarks.copies_per_call`.

The requests are those that the graph sends to an endpoint on loopback, for a class of typed answers and one of scans.
What they share is sent once a call; a provider's cache takes most of its price off the calls after the first. Tokens
are estimated, prices are those of the providers.
"""

import asyncio
import base64
import io
import json
import os
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pymupdf
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from PIL import Image
from rich.console import Console
from rich.table import Table

from bareme.graphs.grading import build_grading_graph
from bareme.models.picture_rules import Size
from bareme.models.prices import cost_of
from bareme.models.tokens import message_tokens
from bareme.runtime import close_runtime
from tests.provider.server import run_provider

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODELS = ("openai:gpt-4.1", "openai:gpt-5.1", "anthropic:claude-haiku-4-5", "google:gemini-2.5-flash")
COPIES_PER_CALL = (1, 5, 10)
CLASS = 30
ANSWER_TOKENS = 120
"""Of a question: transcription, feedback and rationale of two sentences each, as JSON."""

SCHEME = ", ".join(f"Q{number}: 2" for number in range(1, 9))

type Json = dict[str, Any]
type Parts = list[str | Size]


@dataclass(frozen=True)
class Copies:
    """The parts of a class's requests: what all share, and what each copy adds."""

    name: str
    shared: Parts
    own: Sequence[Parts]
    questions: int


def main() -> None:
    """Print dollars a copy for 1, 5 and 10 copies in a call, with a cache and without."""
    classes = asyncio.run(_record())
    for copies in classes:
        table = Table(title=f"{copies.name}: US dollars for {CLASS} copies of {copies.questions} questions")
        for title in ("model", "shared tokens", "tokens a copy", "1 a call", "1, cached", "5 a call", "10 a call"):
            table.add_column(title, justify="right")
        table.add_column("10 saves over 1, cached", justify="right")
        for model in MODELS:
            table.add_row(*_row(copies, model))
        Console(width=130).print(table)


def _row(copies: Copies, model: str) -> list[str]:
    shared = message_tokens(model, copies.shared)
    own = sum(message_tokens(model, parts) for parts in copies.own) // len(copies.own)
    output = ANSWER_TOKENS * copies.questions
    plain = {k: _class_cost(model, shared, own, output, at_once=k) for k in COPIES_PER_CALL}
    cached = _class_cost(model, shared, own, output, at_once=1, cached=shared)
    saved = 1 - plain[10] / cached
    dollars = [plain[1], cached, plain[5], plain[10]]
    return [model, f"{shared:,}", f"{own:,}", *(f"{cost:.3f}" for cost in dollars), f"{saved:.0%}"]


def _class_cost(model: str, shared: int, own: int, output: int, *, at_once: int, cached: int = 0) -> float:
    """Return the price of a class; the first call finds nothing in the cache."""
    calls = CLASS // at_once
    price = partial(cost_of, model, input_tokens=shared + at_once * own, output_tokens=at_once * output)
    first = price(cache_write_tokens=cached if model.startswith("anthropic:") else 0)
    later = price(cached_input_tokens=cached)
    assert first is not None
    assert later is not None
    return float(first + (calls - 1) * later)


async def _record() -> list[Copies]:
    with run_provider() as provider, tempfile.TemporaryDirectory() as home:
        os.environ |= {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": provider.base_url, "BAREME_HOME": home}
        classes = []
        for name, request in (("typed answers", _typed()), ("scans of two pages", _scans())):
            provider.reset()
            questions = await _grade(request)
            requests = [one for one in provider.requests if "Examination" in json.dumps(one.get("tools", ""))]
            classes.append(_parts(name, requests, questions))
        await close_runtime()
    return classes


async def _grade(request: Json) -> int:
    """Grade a class, and return the number of its questions."""
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": str(uuid.uuid4())}}
    context: Any = {"graders": ["openai:gpt-4.1"], "calibration": "off", "review": False}
    await graph.ainvoke({"scheme": SCHEME, **request}, config, context=context)
    done = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    return len(done["results"][0]["questions"])


def _scans() -> Json:
    """The same scan as several files: their metadata differ."""
    documents = []
    for number in range(3):
        scan = pymupdf.open(FIXTURES / "scan-fr" / "copies.pdf")
        scan.set_metadata({"title": str(number)})
        documents.append(_document(f"{number}.pdf", scan.tobytes(), "copies"))
    papers = {"exam_paper": "exam-paper.pdf", "answer_key": "answer-key.pdf"}
    documents += [_document(name, (FIXTURES / "physics-fr" / name).read_bytes(), role) for role, name in papers.items()]
    return {"documents": documents}


def _typed() -> Json:
    lines = (FIXTURES / "evaluation" / "answers-fr.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [answer["answer"] for line in lines if "answer" in (answer := json.loads(line))]
    copies = [{f"Q{n}": texts[(n + 8 * copy) % len(texts)] for n in range(1, 9)} for copy in range(3)]
    return {"typed_copies": [{"answers": answers} for answers in copies]}


def _document(name: str, data: bytes, role: str) -> Json:
    return {"role": role, "name": name, "data": base64.b64encode(data).decode()}


def _parts(name: str, requests: Sequence[Json], questions: int) -> Copies:
    contents = [[block for message in one["messages"] for block in _blocks(message)] for one in requests]
    # The scans are one scan; what follows the exam paper's pictures is each copy's own.
    own = next(place for place, block in enumerate(contents[0]) if "<copy" in block.get("text", ""))
    parts = [[_part(block) for block in content] for content in contents]
    tool = json.dumps(requests[0]["tools"])
    return Copies(name, [tool, *parts[0][:own]], [content[own:] for content in parts], questions)


def _blocks(message: Json) -> list[Json]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _part(block: Json) -> str | Size:
    if block["type"] == "text":
        return str(block["text"])
    data = base64.b64decode(block["image_url"]["url"].partition(",")[2])
    return Image.open(io.BytesIO(data)).size


if __name__ == "__main__":
    main()
