"""Class sets with a text layer, turned into scans and graded by rules: copies, names, marks, characters."""

import base64
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.documents import get_store, open_document
from bareme.domain.identity import same_name
from bareme.domain.pages import Document
from bareme.graphs.grading import build_grading_graph
from tests.benchmarks.ocr.characters import count_errors
from tests.benchmarks.ocr.degraded import Degradation, scan

FIXTURES = Path(__file__).parents[3] / "fixtures"
SETS = ("physics-fr", "history-science-en")
WRITTEN = "scan-fr"
"""A class set that is a scan already; its papers are those of the first."""
SURE = 0.8

_threads = count()

type Json = dict[str, Any]


@dataclass
class ClassFigures:
    """How one class set was read and marked: numbers of copies, names, marks, pages, characters."""

    scale_right: bool = False
    copies: int = 0
    copies_right: int = 0
    names: int = 0
    names_right: int = 0
    names_wrong_and_sure: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    """By outcome: right, wrong, wrong and sure, not judged."""
    pages: int = 0
    pages_read: int = 0
    errors: int = 0
    characters: int = 0
    """Of the pages that were read."""


async def judge_class(name: str, degradation: Degradation | None) -> ClassFigures:
    """Grade one class set by `offline:lexical` and compare with what is known of it; None leaves it as it is.

    The teacher's papers are scans too; the scale is taken as known, so that a wrong one spoils no mark.
    """
    folder = FIXTURES / name
    papers = folder if name != WRITTEN else FIXTURES / SETS[0]
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    documents = [
        _document(papers / "exam-paper.pdf", "exam_paper", degradation),
        _document(papers / "answer-key.pdf", "answer_key", degradation),
        *(
            _document(folder / file, "copies", degradation)
            for file in sorted({copy["document"] for copy in truth["copies"]})
        ),
        _document(folder / "roster.csv", "roster", None),
    ]
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": f"{next(_threads)}"}}
    context: Any = {"graders": ["offline:lexical"], "language": truth["language"]}
    asked = await graph.ainvoke({"documents": documents}, config, context=context)
    question = asked["__interrupt__"][0].value
    scheme = truth["scheme"]
    state = await graph.ainvoke(Command(resume={"scheme": scheme}), config)
    figures = ClassFigures(scale_right=_has_scale(question, scheme))
    _count_copies(state, truth, figures)
    if degradation is not None:
        for document in question["documents"]:
            if document["role"] == "copies":
                await _count_characters(folder, document, figures)
    return figures


def _document(path: Path, role: str, degradation: Degradation | None) -> Json:
    hand = degradation.hand if degradation and role == "copies" else ""
    data = path.read_bytes() if degradation is None else scan(path, degradation, hand=hand)
    name = str(path.relative_to(FIXTURES / path.relative_to(FIXTURES).parts[0]))
    return {"role": role, "name": name, "data": base64.b64encode(data).decode()}


def _has_scale(question: Json, scheme: Json) -> bool:
    """Whether the first candidate has the true questions with their points."""
    if not question["candidates"]:
        return False
    found = question["candidates"][0]["questions"]
    groups = [one for one in found if one["parent"] is None]
    parts = {group["id"]: [one for one in found if one["parent"] == group["id"]] for group in groups}
    return _maxima([{**group, "parts": parts[group["id"]]} for group in groups]) == _maxima(scheme["questions"])


def _maxima(questions: Sequence[Json]) -> list[tuple[float, list[float]]]:
    return [
        (float(question["max_points"] or 0), [float(part["max_points"] or 0) for part in question.get("parts", ())])
        for question in questions
    ]


def _count_copies(state: Json, truth: Json, figures: ClassFigures) -> None:
    names = {document["document_id"]: document["name"] for document in state["documents"]}
    found = {
        tuple((names[page["document_id"]], page["index"]) for page in copy["pages"]): copy
        for copy in state["copies"].values()
    }
    for expected in truth["copies"]:
        figures.copies += 1
        figures.names += expected["student"] is not None
        copy = found.get(tuple((expected["document"], index) for index in expected["pages"]))
        if copy is None:
            figures.marks["not judged"] += len(expected["marks"])
            continue
        figures.copies_right += 1
        named = copy["student"]["name"] if copy["student"] else None
        if expected["student"] is not None and named is not None and same_name(named, expected["student"]):
            figures.names_right += 1
        elif named is not None and "name_uncertain" not in copy["flags"]:
            figures.names_wrong_and_sure += 1
        (attempt,) = (one for one in state["attempts"].values() if one["copy_id"] == copy["copy_id"])
        for question_id, mark in expected["marks"].items():
            figures.marks[_outcome(attempt["marks"][question_id], mark)] += 1


def _outcome(given: Json, expected: Json) -> str:
    if given["status"] in {"not_judged", "unreadable", "failed"} or given["points"] is None:
        return "not judged"
    if given["points"] == expected["points"]:
        return "right"
    return "wrong and sure" if given["confidence"] >= SURE else "wrong"


async def _count_characters(folder: Path, document: Json, figures: ClassFigures) -> None:
    store = get_store()
    typed = await open_document(await store.put((folder / document["name"]).read_bytes()), store=store)
    read = Document.model_validate_json(await store.get(document["record_id"]))
    for before, after in zip(typed.pages, read.pages, strict=True):
        if before.text.strip():
            figures.pages += 1
            if after.is_recognised:
                figures.pages_read += 1
                figures.errors += count_errors(before.text.splitlines(), after.text.splitlines())
                figures.characters += len("".join(before.text.split()))
