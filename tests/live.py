"""One real model on the small French class set: `python -m tests.live [MODEL]`, or `make live`.

The one thing here that costs money: some sixteen calls of a small model. Without a key in the environment it says so
and passes over. The figures are those of `bareme`'s own statistics, against the marks that the set was written with.
"""

import asyncio
import json
import os
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from dotenv import load_dotenv
from langgraph.types import Command

from bareme.documents import stop_workers
from bareme.domain.agreement import agreement
from bareme.domain.points import DEFAULT_STEP, to_points
from bareme.graphs.grading import build_grading_graph
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from tests.fixtures.test_fixtures import FIXTURES, expected, leaves
from tests.graphs.conftest import document

SET = "physics-fr"
ROLES = {"copies": "copies", "exam-paper": "exam_paper", "answer-key": "answer_key"}
MODELS = {
    "OPENAI_API_KEY": "openai:gpt-4.1-mini",
    "OPENROUTER_API_KEY": "openrouter:openai/gpt-4.1-mini",
    "ANTHROPIC_API_KEY": "anthropic:claude-haiku-4-5",
    "GOOGLE_API_KEY": "google:gemini-2.5-flash",
    "BAREME_LOCAL_BASE_URL": "local:default",
}
"""By the variable that holds its key: a model that sees pictures and costs little."""


def model_to_ask(arguments: list[str]) -> str | None:
    """Return the model that was named, else the first whose key is there."""
    if arguments:
        return arguments[0]
    return os.environ.get("BAREME_LIVE_MODEL") or next((m for key, m in MODELS.items() if os.environ.get(key)), None)


async def grade(model: str) -> dict[str, Any]:
    """Return the final state of the class set graded by `model`."""
    folder = FIXTURES / SET
    documents = [document(folder / f"{name}.pdf", role) for name, role in ROLES.items()]
    config: Any = {"configurable": {"thread_id": "live"}}
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        context = {"graders": [model], "language": "fr", "review": False, "calibration": "off"}
        request = {"documents": documents, "scheme": expected(SET)["scheme"]}
        found = await graph.ainvoke(request, config, context=context)
        value = found["__interrupt__"][0].value
        written = expected(SET)["copies"]
        print(f"{model}: {len(value['students'])} copies found of {len(written)}")
        # Whatever it found, the marks are compared on the copies as they are.
        document_id = next(d["document_id"] for d in value["documents"] if d["role"] == "copies")
        students = [
            {
                "student": {"name": copy["student"]} if copy["student"] else None,
                "pages": [{"document_id": document_id, "index": index} for index in copy["pages"]],
            }
            for copy in written
        ]
        state: dict[str, Any] = await graph.ainvoke(Command(resume={"candidate": 0, "students": students}), config)
        if "__interrupt__" in state:
            raise RuntimeError(state["__interrupt__"][0].value["error"])
        return state


def report(state: dict[str, Any]) -> None:
    """Print how close the marks are to those that the set was written with."""
    pairs: list[tuple[Decimal | None, Decimal | None]] = []
    questions = leaves(SET)
    for copy, written in zip(state["results"], expected(SET)["copies"], strict=True):
        for question_id in questions:
            given = copy["questions"][question_id]["points"]
            known = to_points(written["marks"][question_id]["points"])
            pairs.append((known, None if given is None else to_points(given)))
    figures = agreement(pairs, step=DEFAULT_STEP)
    missing = sum(given is None for _, given in pairs)
    print(f"{len(pairs)} marks, {missing} of them without points; agreement with the expected marks:")
    print(figures.model_dump_json(indent=1))
    print("usage:", json.dumps(state["usage"]))


def main(arguments: list[str]) -> int:
    """Grade, and print; return the exit code."""
    load_dotenv()
    model = model_to_ask(arguments)
    if model is None:
        print(f"make live: no key in the environment ({', '.join(MODELS)}), so no real model is asked.")
        return 0
    with tempfile.TemporaryDirectory() as home:
        os.environ["BAREME_HOME"] = str(Path(home))
        get_settings.cache_clear()
        state = asyncio.run(grade(model))
        stop_workers()
    report(state)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
