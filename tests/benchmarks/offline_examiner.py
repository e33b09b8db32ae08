"""`make bench-offline`: how near the offline examiner's marks come to people's on public sets of short answers.

Each answer is a whole prompt: the examiner's instructions, a scheme of one question with its reference answer, a copy.
The rules learn nothing from the sets, but whoever wrote them read answers of all questions. So no figure here is one of
unseen questions; what can be held out by question, is: the baselines' levels, and the examiner's one constant.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from bareme.agents.copy_content import copy_content
from bareme.agents.examiner_prompt import shared_content, system_prompt
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline import examination
from bareme.models.offline.prompt_reader import read_examination
from bareme.models.offline.rules import RULES, Rules
from tests.benchmarks.held_out import Floats, Levels, Marker, agreement, baselines, difference_in_r
from tests.benchmarks.short_answers import BEYOND_RULES, SETS, MarkedAnswer, data_folder

STEPS = {"Mohler 1–6": "0.25"}
"""The step of the marks where people did not give whole points."""
ACCEPTED = 0.6
"""The confidence below which a mark is flagged for a person, by default."""
_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Marks:
    """What the examiner gave the answers that it judged, beside what people gave."""

    answers: Sequence[MarkedAnswer]
    points: Floats
    confidence: Floats
    unjudged: int = 0
    seconds: float = 0.0

    @property
    def human(self) -> Floats:
        """What people gave, in points."""
        return np.array([answer.mark for answer in self.answers])

    @property
    def levels(self) -> Levels:
        """What people gave, in whole points."""
        return np.rint(self.human).astype(int)

    @property
    def questions(self) -> list[str]:
        """The question of each answer."""
        return [answer.question_id for answer in self.answers]

    @property
    def right(self) -> Floats:
        """1 where the mark lies within a tenth of the maximum of the human one; of levels, where it is the same."""
        maximum = np.array([answer.maximum for answer in self.answers])
        return (np.abs(self.points - self.human) <= 0.1 * maximum + 1e-9).astype(float)

    @property
    def marker(self) -> Marker:
        """The examiner, with its points rounded to levels."""
        return Marker("offline examiner", self.points, np.rint(self.points).astype(int))


def brief_of(answer: MarkedAnswer, *, rules: str, step: str) -> Brief:
    """Return a session whose scheme has this answer's question alone."""
    levels = [{"points": points, "description": text} for points, text in reversed(answer.levels)]
    criterion = {"id": "c", "name": "Level", "points": answer.maximum, "kind": "levels", "levels": levels}
    question = {
        "id": "1", "max_points": answer.maximum, "text": answer.question, "expected_answer": answer.reference,
        "criteria": [criterion] if levels else [],
    }  # fmt: skip
    policy = Policy(graders=(Grader(model=f"offline:{rules}"),), language="en", mark_step=Decimal(step))
    return Brief(session_id="s", policy=policy, scheme=GradingScheme.model_validate({"questions": [question]}))


def examine(answers: Sequence[MarkedAnswer], *, step: str = "1", rules: Rules = RULES["lexical"]) -> Marks:
    """Return what the examiner gives each answer, asked in a prompt of its own."""
    prompts: list[list[BaseMessage]] = []
    briefs: dict[str, tuple[SystemMessage, str]] = {}
    for answer in answers:
        if answer.question_id not in briefs:
            brief = brief_of(answer, rules=rules.name, step=step)
            shared = shared_content(brief)
            briefs[answer.question_id] = (SystemMessage(system_prompt(brief)), shared)
        system, context = briefs[answer.question_id]
        copy = copy_content(pages=(), answers={"1": answer.answer})
        prompts.append([system, HumanMessage([context, copy])])
    started = time.perf_counter()
    marks = [examination.examine(read_examination(prompt), rules)["marks"][0] for prompt in prompts]
    seconds = time.perf_counter() - started
    judged = [(answer, mark) for answer, mark in zip(answers, marks, strict=True) if mark["status"] != "not_judged"]
    return Marks(
        [answer for answer, _ in judged],
        np.array([float(mark.get("points") or 0) for _, mark in judged]),
        np.array([float(mark["confidence"]) for _, mark in judged]),
        len(marks) - len(judged),
        seconds,
    )


def markers(marks: Marks) -> list[Marker]:
    """Return the examiner and the baselines."""
    return [marks.marker, *baselines(marks.answers, marks.levels, marks.questions)]


def refitted(answers: Sequence[MarkedAnswer], *, step: str) -> dict[str, float]:
    """Return r with the share of words that earns all the points as it is, and chosen on the other questions."""
    tried = [examine(answers, step=step, rules=replace(RULES["lexical"], met=share)) for share in _SHARES]
    human, questions = tried[0].human, np.array(tried[0].questions)
    held_out = np.zeros(len(human))
    for train, test in GroupKFold(min(10, len(set(questions)))).split(human, groups=questions):
        best = max(tried, key=lambda marks: np.corrcoef(marks.points[train], human[train])[0, 1])
        held_out[test] = best.points[test]
    as_it_is = tried[_SHARES.index(RULES["lexical"].met)]
    both = {"as it is": as_it_is.points, "chosen on the other questions": held_out}
    return {name: round(float(np.corrcoef(points, human)[0, 1]), 3) for name, points in both.items()}


def two_labels(marks: Marks) -> float:
    """Return the macro-F1 of "all the points" against the rest."""
    maximum = np.array([answer.maximum for answer in marks.answers])
    return float(f1_score(marks.human == maximum, marks.points == maximum, average="macro"))


def reliability(marks: Marks) -> list[tuple[str, int, float, float]]:
    """Return, by bins of stated confidence, the count, the mean confidence and the share of right marks."""
    bins: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for sure, right in zip(marks.confidence, marks.right, strict=True):
        bins[min(int(sure * 10 + 1e-9), 9)].append((sure, right))
    rows = []
    for low, found in sorted(bins.items()):
        stated, right = np.mean(found, axis=0)
        rows.append((f"{low / 10:.1f} to {(low + 1) / 10:.1f}", len(found), float(stated), float(right)))
    return rows


def main() -> int:
    """Print the tables and write bench-out/offline.json; return 1 where the sets are not there."""
    if not data_folder().is_dir():
        print(f"No sets in {data_folder()}: set BAREME_SHARED_DATA to the folder that holds short-answers.")
        return 1
    console = Console(width=130)
    written: dict[str, Any] = {}
    for name, read in SETS.items():
        answers = read()
        marks = examine(answers, step=STEPS.get(name, "1"))
        written[name] = _show(console, name, marks)
        written[name]["r, refitted"] = refitted(answers, step=STEPS.get(name, "1"))
        console.print(f"r with the one constant {written[name]['r, refitted']}\n")
    for name, read in BEYOND_RULES.items():
        marks = examine(read())
        console.print(f"{name}: {marks.unjudged} of {marks.unjudged + len(marks.answers)} not judged")
    folder = Path(__file__).parents[2] / "bench-out"
    folder.mkdir(exist_ok=True)
    (folder / "offline.json").write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _show(console: Console, name: str, marks: Marks) -> dict[str, Any]:
    title = (
        f"{name}: {len(marks.answers)} answers to {len(set(marks.questions))} questions, {marks.unjudged} not judged"
    )
    compared = markers(marks)
    rows = {one.name: agreement(one, marks.human, marks.levels, marks.questions) for one in compared}
    table = Table("", *next(iter(rows.values())), title=title)
    for marker, found in rows.items():
        table.add_row(marker, *map(str, found.values()))
    console.print(table)
    bag = next(one for one in compared if one.name.startswith("bag of words"))
    higher = difference_in_r(compared[0], bag, marks.human, marks.questions)
    console.print(f"r above the bag of words': {higher}; all the points or not, macro-F1: {two_labels(marks):.3f}")
    table = Table("confidence", "answers", "stated", "right")
    for confidence, count, stated, right in reliability(marks):
        table.add_row(confidence, str(count), f"{stated:.2f}", f"{right:.2f}")
    console.print(table)
    return {
        "agreement": {name: {key: str(one) for key, one in found.items()} for name, found in rows.items()},
        "r above the bag of words": str(higher),
        "reliability": reliability(marks),
        "answers a second": round(len(marks.answers) / marks.seconds),
    }


if __name__ == "__main__":
    sys.exit(main())
