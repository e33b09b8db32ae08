"""Real scanned and photographed copies: whose names are proposed, and what rules dare to mark on them.

They are forms with boxes to blacken, a name by hand, and two with handwritten answers (`../shared/data/scans`).
"""

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.domain.identity import fold, same_name
from bareme.graphs.grading import build_grading_graph
from tests.benchmarks.ocr.class_sets import SURE

type Json = dict[str, Any]


@dataclass(frozen=True)
class RealScan:
    """Files that are sent together, and the names on them."""

    folder: str
    files: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Or what may be read of one that is written by hand."""
    key: str = ""
    paper: str = ""
    """The exam paper, a scan too."""
    marks: dict[str, float] = field(default_factory=dict)
    """By question, what the first copy deserves; each question has 2 points."""


_CAPITALS = "\n".join(
    [
        "Question 1 : Accra",
        "Question 2 : Cairo",
        "Question 3 : Bangkok",
        "Question 4 : Dublin",
        "Question 5 : Funeral of Queen Victoria in London, Official end of the Caste War of Yucatán",
        "Question 6 : Apollo 14 lands on the Moon, The Soviet Union launches Salyut 1",
        "Question 7 : Emperor of China",
    ]
)
_STATEMENTS = "\n".join(
    [
        "Question 1",
        "a) There exists x in Z such that for every y in Q and every k in Z, xy is not 7k",
        "b) For every x in Z there exists y in Q and k in Z such that xy = 7k",
    ]
)

REAL = (
    RealScan("derived", ("keepas5_in_order.pdf",), ("EXACT", "APPROX", "APPROX^2", "ERR+OK", "ERR+APPROX")),
    RealScan("amc/multicol_dims/scans", ("multicol-scans.pdf",), ("Bob", "Exact", "Erreur", "Emeur")),
    RealScan(
        "amc/association-export/scans", ("jojo.jpg", "paul.jpg"), ("Jojo", "Boulix Jojo", "Paul", "Marchand Paul")
    ),
    RealScan(
        "amc/multiple/scans",
        ("image_2.tif", "image_3.tif", "image_4.png"),
        ("Jojo Boulix", "Globis", "Geobis", "Errors correcting test"),
    ),
    RealScan("amc/base2decimals/scans", ("1.pdf",)),
    RealScan("amc/survey/scans", ("page1.jpg", "page2.jpg")),
    RealScan("amc/rotate/scans", ("a-0.tif", "a-1.tif"), ("André", "Andie", "Jojo")),
    RealScan(
        "amc/globalenv/scans", ("1.jpg",), key=_CAPITALS, marks=dict(zip("1234567", (0, 2, 2, 2, 0, 0, 0), strict=True))
    ),
    RealScan(
        "zesje/blanks",
        ("student_aligned.jpg", "student_misaligned.jpg"),
        key=_STATEMENTS,
        paper="reference.jpg",
        marks={"1.a": 2, "1.b": 0},
    ),
    RealScan("zesje/scanned_pdfs", ("sample_exam.jpg", "tilted.jpg", "shifted.jpg", "missing_two_corners.jpg")),
    RealScan("zesje", ("single-image-a4.pdf", "flattened-a4-2pages.pdf")),
)
CLASS_LIST = ("Boulix Jojo", "Marchand Paul", "Globis Ada", "Martin Léa", "Keïta Aminata", "Test Sample")
"""Some are on the scans in part, some share a word with what is printed there."""


@dataclass
class RealFigures:
    """Over all real scans: names and marks by what became of them, and the invented ones in words."""

    copies: int = 0
    names: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    invented: list[str] = field(default_factory=list)


async def judge_real_scans(folder: Path, *, listed: bool, scans: Sequence[RealScan] = REAL) -> RealFigures:
    """Have the scans read by rules, with or without a class list; their files' names tell nothing."""
    figures = RealFigures()
    for number, scan in enumerate(scans):
        students = [{"name": name} for name in CLASS_LIST] if listed else []
        documents = [_document(folder / scan.folder / file, f"{n:03}") for n, file in enumerate(scan.files)]
        if scan.paper:
            documents.append(_document(folder / scan.folder / scan.paper, "paper") | {"role": "exam_paper"})
        if scan.key:
            key = base64.b64encode(scan.key.encode()).decode()
            documents.append({"role": "answer_key", "name": "key.txt", "data": key})
        graph = build_grading_graph(InMemorySaver())
        config: Any = {"configurable": {"thread_id": f"{number}"}}
        scheme = ", ".join(f"{question}: 2" for question in scan.marks) or "1: 2"
        request = {"documents": documents, "students": students, "scheme": scheme}
        asked = await graph.ainvoke(request, config, context={"graders": ["offline:lexical"], "language": "en"})
        for copy in asked["__interrupt__"][0].value["students"]:
            _count_name(copy, scan, figures)
        if scan.marks:
            state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
            for attempt in state["attempts"].values():
                for question, mark in attempt["marks"].items():
                    figures.marks[_outcome(mark, scan.marks[question])] += 1
    return figures


def _document(path: Path, name: str) -> Json:
    data = base64.b64encode(path.read_bytes()).decode()
    return {"role": "copies", "name": f"{name}{path.suffix}", "data": data}


def _count_name(copy: Json, scan: RealScan, figures: RealFigures) -> None:
    figures.copies += 1
    name = copy["student"]["name"] if copy["student"] else None
    if name is None:
        figures.names["none"] += 1
        return
    right = any(same_name(name, true) or set(fold(true).split()) <= set(fold(name).split()) for true in scan.names)
    flagged = "to check" if "name_uncertain" in copy["flags"] else "NOT FLAGGED"
    figures.names[f"{'right' if right else 'invented'}, {flagged}"] += 1
    if not right:
        figures.invented.append(f"{name!r} ({scan.folder})")


def _outcome(given: Json, points: float) -> str:
    if given["status"] in {"not_judged", "unreadable", "failed"} or given["points"] is None:
        return "not judged"
    if given["points"] == points:
        return "right"
    return "wrong and sure" if given["confidence"] >= SURE else "wrong"
