"""`make bench-offline`: how near the offline examiner's marks come to people's on four public sets of short answers.

Each answer is a whole prompt: the examiner's instructions, a scheme of one question with its reference answer, a copy.
Nothing is trained. The rules were tuned on these sets (development parts), so that other work will do worse.

What to compare with:
- Mohler, all 2273 answers: cosine of bags of words against the graders' mean r .471, tf-idf .455; grader against grader
  r .597 (Mohler, Bunescu and Mihalcea, ACL 2011, give .586 for theirs, and RMSE .978 for their best trained system).
- Beetle, on its test parts: the lexical baseline of SemEval-2013 task 7 (Dzikovska et al.), a decision tree over eight
  measures of overlap, trained, with every reference answer of a question: macro-F1 .788 of two labels for new answers
  and .725 for new questions; of five labels .424 and .414. The set as it is here has one reference answer a question
  and no test part, so the same measures are trained again on it, each question by the others: "overlap, trained here".
- DigiKlausur comes without a published lexical baseline: the cosine of bags of words and the most frequent mark.
"""

import json
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import HumanMessage, SystemMessage
from rich.console import Console
from rich.table import Table
from scipy.stats import pearsonr, spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from bareme.agents.examiner import copy_content, examination_schema, shared_content, system_prompt
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline import OfflineExaminer
from tests.benchmarks.short_answers import LABELS, SETS, MarkedAnswer, data_folder

STEPS = {"Mohler 1–6": "0.25", "Beetle train": "1", "DigiKlausur": "1", "Athena": "0.5"}
"""The step of the marks: as people gave them where they gave levels."""
FLOORS = {
    ("Mohler 1–6", "pearson"): 0.5,
    ("Mohler 1–6", "answers a second"): 300,
    # The published lexical baseline, trained, for questions that it has not seen.
    ("Beetle train", "two labels: macro-F1"): 0.725,
    ("Beetle train", "pearson"): 0.48,
    ("DigiKlausur", "pearson"): 0.47,
    ("DigiKlausur", "macro-F1"): 0.55,
    ("DigiKlausur", "accuracy"): 0.58,
    ("Athena", "pearson"): 0.48,
}
"""What a change must not fall below, with some room; a bag of words gives r .49, .36, .41 and .49."""
ACCEPTED = 0.6
"""The confidence below which a mark is flagged for a person, by default."""

type Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Marks:
    """What the examiner gave a set's answers, in their order, beside what people gave."""

    answers: Sequence[MarkedAnswer]
    points: Floats
    confidence: Floats
    seconds: float

    @property
    def human(self) -> Floats:
        """What people gave, in points."""
        return np.array([answer.mark for answer in self.answers])

    @property
    def maximum(self) -> Floats:
        """The most that could be given."""
        return np.array([answer.maximum for answer in self.answers])

    @property
    def right(self) -> Floats:
        """1 where the mark lies within a tenth of the maximum of the human one; of levels, where it is the same."""
        return (np.abs(self.points - self.human) <= 0.1 * self.maximum + 1e-9).astype(float)


def brief_of(answer: MarkedAnswer, *, rules: str, step: str) -> Brief:
    """Return a session whose scheme has this answer's question alone."""
    question = {
        "id": "1", "max_points": answer.maximum, "text": answer.question, "expected_answer": answer.reference
    }  # fmt: skip
    policy = Policy(graders=(Grader(model=f"offline:{rules}"),), language="en", mark_step=Decimal(step))
    return Brief(session_id="s", policy=policy, scheme=GradingScheme.model_validate({"questions": [question]}))


def examine(answers: Sequence[MarkedAnswer], *, step: str, rules: str = "lexical") -> Marks:
    """Return what the examiner gives each answer, asked in a prompt of its own."""
    prompts = []
    briefs: dict[str, tuple[SystemMessage, str | dict[str, Any]]] = {}
    for answer in answers:
        if answer.question_id not in briefs:
            brief = brief_of(answer, rules=rules, step=step)
            shared = shared_content(brief, list(brief.scheme.leaves()))
            briefs[answer.question_id] = (SystemMessage(system_prompt(brief)), shared)
        system, context = briefs[answer.question_id]
        copy = copy_content(pages=(), answers={"1": answer.answer})
        prompts.append([system, HumanMessage([context, copy])])
    examiner = OfflineExaminer(rules=rules).bind_tools([examination_schema([], Decimal(step))])
    started = time.perf_counter()
    marks = [examiner.invoke(prompt).tool_calls[0]["args"]["marks"][0] for prompt in prompts]
    return Marks(
        answers,
        np.array([float(mark["points"] or 0) for mark in marks]),
        np.array([float(mark["confidence"]) for mark in marks]),
        time.perf_counter() - started,
    )


def figures(name: str, marks: Marks) -> dict[str, float]:
    """Return the agreement of one set's marks with people's, and of what it has to be compared with."""
    points, human, maximum = marks.points, marks.human, marks.maximum
    nothing, accepted = human == 0, marks.confidence >= ACCEPTED
    found: dict[str, float] = {"n": len(points)}
    if len(set(points)) > 1:  # all marks the same: a correlation is not defined
        found |= {"pearson": pearsonr(points, human)[0], "spearman": spearmanr(points, human)[0]}
    found |= {
        "rmse": _rmse(points, human),
        "bias": float((points - human).mean()),
        "right": float(marks.right.mean()),
        "bag of words pearson": pearsonr([bag_of_words(answer) for answer in marks.answers], human)[0],
        "share given where people gave nothing": float((points[nothing] / maximum[nothing]).mean()),
        "calibration error": calibration_error(marks.confidence, marks.right),
        "accepted": float(accepted.mean()),
        "answers a second": len(points) / marks.seconds,
    }
    if accepted.any():
        found["right of accepted"] = float(marks.right[accepted].mean())
    if name in {"Beetle train", "DigiKlausur"}:
        found["accuracy"] = float((points == human).mean())
        found["accuracy of the most frequent"] = max(Counter(human).values()) / len(human)
        found["macro-F1"] = f1_score(human, points, average="macro")
        found["kappa"] = cohen_kappa_score(human.astype(int), points.astype(int), weights="quadratic")
    if name == "Beetle train":
        found |= _labels(marks)
    if name == "Mohler 1–6":
        found |= _graders(marks)
    return {key: round(float(value), 3) for key, value in found.items()}


def _labels(marks: Marks) -> dict[str, float]:
    # Two labels: correct has all the points. Five: those that points can tell apart, by the table `LABELS`.
    correct, found = marks.human == 2, marks.points == 2
    five = [answer.label for answer in marks.answers]
    return {
        "two labels: accuracy": float((correct == found).mean()),
        "two labels: macro-F1": f1_score(correct, found, average="macro"),
        "five labels: macro-F1": f1_score(five, [LABELS[int(p)] for p in marks.points], average="macro"),
    }


def _graders(marks: Marks) -> dict[str, float]:
    first, second = (np.array([answer.marks[grader] for answer in marks.answers]) for grader in (0, 1))
    return {
        "graders: pearson": pearsonr(first, second)[0],
        "graders: rmse": _rmse(first, second),
        "graders: rmse of one to their mean": _rmse(first, marks.human),
        "rmse of the constant mean": float(marks.human.std()),
    }


def overlap_trained_here(answers: Sequence[MarkedAnswer]) -> dict[str, float]:
    """Return the macro-F1 of two and of five labels by SemEval's measures of overlap, each question by the others.

    The measures, against the reference answer and against the question: words shared, their F1, cosine, and words
    shared in the same place, which stands in for Lesk's measure of common sequences.
    """
    measures = [[m for other in (a.reference, a.question) for m in _measures(a.answer, other)] for a in answers]
    groups = [answer.question_id for answer in answers]
    learners = {
        "tree": DecisionTreeClassifier(min_samples_leaf=2, random_state=0),
        "logistic": LogisticRegression(max_iter=2000),
    }
    found = {}
    for name, learner in learners.items():
        for count, labels in ((2, [a.mark == 2 for a in answers]), (5, [a.label for a in answers])):
            predicted = cross_val_predict(learner, measures, labels, groups=groups, cv=GroupKFold(len(set(groups))))
            found[f"{name}, {count} labels"] = round(f1_score(labels, predicted, average="macro"), 3)
    return found


def _measures(answer: str, other: str) -> list[float]:
    words, others = _words(answer), _words(other)
    shared = len(set(words) & set(others))
    parts = len(set(words)) + len(set(others))
    place = sum(one == two for one, two in zip(words, others, strict=False))
    return [shared, 2 * shared / parts if parts else 0, _cosine(words, others), place]


def bag_of_words(answer: MarkedAnswer) -> float:
    """Return the cosine of the answer's and the reference's counts of words, neither stemmed nor weighted."""
    return _cosine(_words(answer.answer), _words(answer.reference))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _cosine(first: Sequence[str], second: Sequence[str]) -> float:
    one, other = Counter(first), Counter(second)
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(one[word] * other[word] for word in one) / size if size else 0.0


def _rmse(one: Floats, other: Floats) -> float:
    return float(np.sqrt(((one - other) ** 2).mean()))


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Return the mean distance of confidence and share of right marks over ten bins of confidence, by their size."""
    bins = defaultdict(list)
    for sure, is_right in zip(confidence, right, strict=True):
        bins[min(int(sure * 10), 9)].append((sure, is_right))
    return sum(abs(sum(s - r for s, r in members)) for members in bins.values()) / len(right)


def coverage_and_risk(marks: Marks) -> list[tuple[float, float, float]]:
    """Return, for thresholds of confidence, which share of marks is accepted and their mean error, by the maximum."""
    error = np.abs(marks.points - marks.human) / marks.maximum
    return [
        (threshold, float(kept.mean()), float(error[kept].mean()))
        for threshold in (0.0, 0.4, 0.5, 0.6, 0.8, 0.9)
        if (kept := marks.confidence >= threshold).any()
    ]


def main() -> int:
    """Print the tables and write bench-out/offline.json; return 1 where the sets are not there."""
    if not data_folder().is_dir():
        print(f"No sets in {data_folder()}: set BAREME_SHARED_DATA to the folder that holds short-answers.")
        return 1
    console = Console(width=110)
    result: dict[str, Any] = {}
    for rules in ("lexical", "strict"):
        found = {name: examine(read(), step=STEPS[name], rules=rules) for name, read in SETS.items()}
        result[rules] = {name: figures(name, marks) for name, marks in found.items()}
        _print(console, f"offline:{rules}", result[rules])
        if rules == "lexical":
            result["coverage and risk"] = {name: coverage_and_risk(marks) for name, marks in found.items()}
            _print_risk(console, result["coverage and risk"])
    result["Mohler 1–6, step 1"] = figures("Mohler 1–6", examine(SETS["Mohler 1–6"](), step="1"))
    print("Mohler 1–6 in whole points: Pearson", result["Mohler 1–6, step 1"]["pearson"])
    result["overlap, trained here"] = overlap_trained_here(SETS["Beetle train"]())
    print("Beetle, overlap, trained here, each question by the others, macro-F1:", result["overlap, trained here"])
    folder = Path(__file__).parents[2] / "bench-out"
    folder.mkdir(exist_ok=True)
    (folder / "offline.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _print(console: Console, title: str, sets: dict[str, dict[str, float]]) -> None:
    table = Table("", *sets, title=title)
    for key in dict.fromkeys(key for found in sets.values() for key in found):
        table.add_row(key, *(f"{found[key]:,g}" if key in found else "" for found in sets.values()))
    console.print(table)


def _print_risk(console: Console, sets: dict[str, list[tuple[float, float, float]]]) -> None:
    table = Table("confidence from", *sets, title="share of marks accepted, and their mean error of the maximum")
    thresholds = sorted({threshold for rows in sets.values() for threshold, *_ in rows})
    for wanted in thresholds:
        cells = {
            name: f"{share:.0%} at {error:.3f}"
            for name, rows in sets.items()
            for threshold, share, error in rows
            if threshold == wanted
        }
        table.add_row(f"{wanted:g}", *(cells.get(name, "none") for name in sets))
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
