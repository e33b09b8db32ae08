"""Class sets with a text layer, turned into scans and graded by rules: copies, names, marks, characters."""

import base64
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from rapidfuzz.distance import Levenshtein

from bareme.documents import get_store, open_document
from bareme.domain.identity import same_name
from bareme.domain.pages import Document, PageKind
from bareme.graphs.grading import build_grading_graph
from tests.benchmarks.ocr.degraded import Degradation, scan

FIXTURES = Path(__file__).parents[3] / "fixtures"
SETS = ("physics-fr", "history-science-en")
SURE = 0.8

type Json = dict[str, Any]


@dataclass
class ClassFigures:
    """How one class set was read and marked: numbers of copies, names, marks, and of characters read wrongly."""

    scale_right: bool
    copies: int = 0
    copies_right: int = 0
    names_right: int = 0
    names_wrong_and_sure: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    """By outcome: right, wrong, wrong and sure, not judged."""
    errors: int = 0
    characters: int = 0


async def judge_class(name: str, degradation: Degradation | None) -> ClassFigures:
    """Grade one class set by `offline:lexical` and compare with what is known of it; None leaves its text layer.

    The teacher's papers are scans too; the scale is taken as known, so that a wrong one spoils no mark.
    """
    folder = FIXTURES / name
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    files = sorted({copy["document"] for copy in truth["copies"]})
    roles = {"exam-paper.pdf": "exam_paper", "answer-key.pdf": "answer_key"} | dict.fromkeys(files, "copies")
    documents = [_document(folder / file, role, degradation) for file, role in roles.items()]
    documents.append(_document(folder / "roster.csv", "roster", None))
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": f"{name} {degradation}"}}
    context: Any = {"graders": ["offline:lexical"], "language": truth["language"]}
    asked = await graph.ainvoke({"documents": documents}, config, context=context)
    question = asked["__interrupt__"][0].value
    state = await graph.ainvoke(Command(resume={"scheme": truth["scheme"]}), config)
    figures = ClassFigures(scale_right=_has_scale(question, truth["scheme"]))
    _count_copies(state, truth, figures)
    if degradation is not None:
        for document in question["documents"]:
            if document["role"] == "copies":
                await _count_characters(folder, document, figures)
    return figures


def _document(path: Path, role: str, degradation: Degradation | None) -> Json:
    data = path.read_bytes() if degradation is None else scan(path, degradation)
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
        if before.kind in {PageKind.TYPED, PageKind.MIXED}:
            true, found = _letters(before.text), _letters(after.text)
            figures.errors += Levenshtein.distance(true, found)
            figures.characters += len(true)


def _letters(text: str) -> str:
    return "".join(text.split())
