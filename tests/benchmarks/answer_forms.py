"""`python -m tests.benchmarks.answer_forms`: answers of known worth, decided right, wrong or left to a person."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage
from rich.console import Console
from rich.table import Table

from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import examination_schema
from bareme.agents.examiner_prompt import shared_content, system_prompt
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline.examiner import OfflineExaminer
from tests.benchmarks.answer_cases import WRITTEN, Case, cases
from tests.benchmarks.answer_cases_held_out import HELD_OUT
from tests.benchmarks.answer_cases_second import SECOND
from tests.benchmarks.answer_cases_third import THIRD
from tests.typed_answers.last import LAST
from tests.typed_answers.later import LATER
from tests.typed_answers.notations import NOTATIONS
from tests.typed_answers.numbers import NUMBERS
from tests.typed_answers.words import WORDS

DECIDED = 0.6
"""From this confidence on a mark is not flagged, by default."""
HIGH = 0.8
_SHOWN = 12


@dataclass
class Tally:
    """What became of the cases of one kind."""

    right: int = 0
    wrong: list[tuple[Case, float, float]] = field(default_factory=list)
    """Decided wrong: the case, its points and their confidence."""
    undecided: int = 0

    @property
    def wrong_though_sure(self) -> list[tuple[Case, float, float]]:
        """Those of the wrong ones with a high confidence."""
        return [entry for entry in self.wrong if entry[2] >= HIGH]


def judge(found: Sequence[Case], *, rules: str = "lexical") -> dict[str, Tally]:
    """Return what became of the cases, by kind."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for case, mark in zip(found, _marks(found, rules), strict=True):
        tally, points = tallies[case.kind], _points(mark)
        if points is None or mark["confidence"] < DECIDED:
            tally.undecided += 1
        elif abs(points - case.share * case.maximum) < 0.01:
            tally.right += 1
        else:
            tally.wrong.append((case, points, mark["confidence"]))
    return dict(tallies)


def _points(mark: dict[str, Any]) -> float | None:
    if mark["status"] != "graded":
        return None
    given = mark.get("criteria")
    return float(sum(criterion["points"] for criterion in given) if given else mark["points"])


def _marks(found: Sequence[Case], rules: str) -> Iterator[dict[str, Any]]:
    policy = Policy(graders=(Grader(model=f"offline:{rules}"),), language="en", mark_step=Decimal("0.25"))
    model = OfflineExaminer.model_validate({"rules": rules}).bind_tools([examination_schema([], Decimal("0.25"))])
    for case in found:
        criteria = [
            {"id": str(number), "name": name, "description": text, "points": 2}
            for number, (name, text) in enumerate(case.criteria, 1)
        ]
        question = {"id": "1", "max_points": case.maximum, "text": case.question, "expected_answer": case.key}
        scheme = GradingScheme.model_validate({"questions": [{**question, "criteria": criteria}]})
        brief = Brief(session_id="s", policy=policy, scheme=scheme)
        shared = shared_content(brief)
        message = HumanMessage([shared, copy_content(pages=(), answers={"1": case.answer})])
        reply = model.invoke([SystemMessage(system_prompt(brief)), message])
        yield reply.tool_calls[0]["args"]["marks"][0]


def main() -> int:
    """Print the tables; with `--wrong` also what was decided wrong."""
    console = Console(width=150)
    for title, families in (
        ("written with the rules", WRITTEN),
        ("held out", HELD_OUT),
        ("held out, second set", SECOND),
        ("held out, third set", THIRD),
        ("kinds of keys and ways of answering", (*NUMBERS, *WORDS, *NOTATIONS)),
        ("held out, kinds and ways", LATER),
        ("held out, second set of kinds and ways", LAST),
    ):
        tallies = judge(cases(families, draws=25, seed=14))
        table = Table("kind", "right", "wrong", "wrong though sure", "left to a person", title=title)
        for kind, tally in tallies.items():
            counts = (tally.right, len(tally.wrong), len(tally.wrong_though_sure), tally.undecided)
            table.add_row(kind, *map(str, counts))
        console.print(table)
        for kind, tally in tallies.items() if "--wrong" in sys.argv else ():
            for case, points, sure in tally.wrong[:_SHOWN]:
                console.print(kind, repr(case.key), repr(case.answer), case.criteria, points, sure, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
