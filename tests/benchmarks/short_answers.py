"""Short answers that people have marked: parts of five public sets, as one kind of row.

They stay outside the repository; `BAREME_SHARED_DATA` names the folder that holds `short-answers`.
"""

import csv
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LABELS = ("contradictory", "partially_correct_incomplete", "correct")
"""Beetle's labels by the points, 0 to 2, that stand for them. `irrelevant` and `non_domain` are worth 0 points too."""


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer and what people gave it."""

    question_id: str
    question: str
    reference: str
    answer: str
    mark: float
    """Points; the mean where two people marked."""
    maximum: float
    marks: tuple[float, ...] = ()
    """Each person's points, where there are two."""
    label: str = ""
    levels: tuple[tuple[float, str], ...] = ()
    """Points and descriptions, where people marked by levels without a reference answer."""


def data_folder() -> Path:
    """Return the folder of the sets, which may not exist."""
    shared = os.environ.get("BAREME_SHARED_DATA")
    repository = Path(__file__).resolve().parents[2]
    return (Path(shared) if shared else repository.parent / "shared" / "data") / "short-answers"


def read_mohler() -> list[MarkedAnswer]:
    """Return Mohler's assignments 1 to 6 without the questions its authors left out; 0 to 5 points, two graders."""
    return [
        MarkedAnswer(
            row["question_id"],
            row["question"],
            row["reference"],
            row["answer"],
            (float(row["me"]) + float(row["other"])) / 2,
            5,
            marks=(float(row["me"]), float(row["other"])),
        )
        for row in _rows("mohler/answers.csv")
        if row["excluded_by_authors"] == "False" and int(row["question_id"].split(".")[0]) <= 6
    ]


def read_beetle() -> list[MarkedAnswer]:
    """Return Beetle's training part: correct 2 points, partially correct 1, contradictory, irrelevant, no answer 0."""
    return [
        MarkedAnswer(
            row["qid"],
            row["question"],
            "\n".join(text for text in json.loads(row["references"]) if text),
            row["answer"],
            float(LABELS.index(row["label_5way"])) if row["label_5way"] in LABELS else 0.0,
            2,
            label=row["label_5way"],
        )
        for row in _rows("beetle/train.csv")
    ]


def read_digiklausur() -> list[MarkedAnswer]:
    """Return DigiKlausur's answers to the questions that have a model answer, raw as they are; 0, 1 or 2 points."""
    questions = {row["id"]: row for row in _rows("digiklausur/questions_with_reference.tsv")}
    return [
        MarkedAnswer(row["id"], question["question"], question["solution"], row["answer"], float(row["score"]), 2)
        for row in _rows("digiklausur/answers.tsv")
        if (question := questions.get(row["id"]))
    ]


def read_athena() -> list[MarkedAnswer]:
    """Return Athena's five exercises with an example solution; a person's share of the maximum as points."""
    found = []
    for path in sorted((data_folder() / "athena").glob("exercise-*.json")):
        exercise = json.loads(path.read_text(encoding="utf-8"))
        found += [
            MarkedAnswer(
                str(exercise["id"]),
                exercise["problem_statement"],
                exercise["example_solution"],
                submission["text"],
                submission["score"] / 100 * exercise["max_points"],
                exercise["max_points"],
            )
            for submission in exercise["submissions"]
        ]
    return found


def read_alice() -> list[MarkedAnswer]:
    """Return ALICE's German answers, marked by three described levels without a reference; 0 to 2 points."""
    entries = json.loads((data_folder() / "alice" / "trial_3way.json").read_text(encoding="utf-8"))
    return [
        MarkedAnswer(
            entry["question_id"],
            entry["question"],
            "",
            entry["answer"],
            float(list(entry["rubric"]).index(entry["score"])),
            2,
            levels=tuple((float(points), text) for points, text in enumerate(entry["rubric"].values())),
        )
        for entry in entries
    ]


SETS: dict[str, Callable[[], list[MarkedAnswer]]] = {
    "Mohler 1–6": read_mohler,
    "Beetle train": read_beetle,
    "DigiKlausur": read_digiklausur,
}
"""Sets whose reference answers can be compared with."""
BEYOND_RULES: dict[str, Callable[[], list[MarkedAnswer]]] = {"Athena": read_athena, "ALICE": read_alice}
"""Sets that rules cannot judge: essays, and levels without a reference answer."""


def _rows(name: str) -> list[dict[str, str]]:
    path = data_folder() / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
