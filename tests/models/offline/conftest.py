"""A class of one: the real examiner and pre-analyst with the offline model behind them."""

import json
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from bareme.agents.agent import ask
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination, build_examiner, marks_of
from bareme.agents.examiner_prompt import selection, shared_content
from bareme.agents.pre_analyst import PreAnalysis, build_pre_analyst, page_content
from bareme.calls.call import Caller, CallPlan
from bareme.domain.attempts import Mark
from bareme.domain.brief import Brief
from bareme.domain.points import Language
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline.examiner import OfflineExaminer

FIXTURES = Path(__file__).parents[3] / "fixtures"

type Examine = Callable[..., Awaitable[dict[str, Mark]]]
type Analyse = Callable[..., Awaitable[PreAnalysis]]


def make_scheme(*questions: dict[str, Any]) -> GradingScheme:
    return GradingScheme.model_validate({"questions": questions})


@pytest.fixture
def examine() -> Examine:
    async def run(
        scheme: GradingScheme,
        pages: Sequence[str] = (),
        *,
        key: str = "",
        paper: str = "",
        answers: dict[str, str] | None = None,
        rules: str = "lexical",
        language: Language = "fr",
        step: str = "0.25",
        only: Sequence[str] | None = None,
        recognised: float | None = None,
    ) -> dict[str, Mark]:
        policy = Policy(graders=(Grader(model=f"offline:{rules}"),), language=language, mark_step=Decimal(step))
        brief = Brief(session_id="s", policy=policy, scheme=scheme, exam_paper=paper, answer_key=key)
        questions = [leaf for leaf in scheme.leaves() if only is None or leaf.id in only]
        agent = build_examiner(OfflineExaminer(rules=rules), brief, questions)
        read = {} if recognised is None else dict.fromkeys(range(1, len(pages) + 1), recognised)
        of_copy = copy_content(pages=pages, answers=answers, recognised=read)
        content = [shared_content(brief), selection(brief, questions), of_copy]
        caller = Caller(CallPlan("offline:lexical"))
        answer = await ask(agent, content, caller)
        assert isinstance(answer.value, Examination), answer.problem
        assert caller.account.usage.calls == 1
        return marks_of(answer, questions, policy.mark_step, policy.language)

    return run


@pytest.fixture
def analyse() -> Analyse:
    async def run(*documents: tuple[str, Sequence[str]], language: Language = "fr") -> PreAnalysis:
        content: list[str | dict[str, Any]] = []
        for number, (role, pages) in enumerate(documents, start=1):
            content += [page_content(len(content) + n, p, role=role, document=number) for n, p in enumerate(pages, 1)]
        agent = build_pre_analyst(OfflineExaminer(), page_count=len(content), language=language)
        answer = await ask(agent, content, Caller(CallPlan("offline:lexical")))
        assert answer.value is not None, answer.problem
        return answer.value

    return run


def page_texts(pdf: Path, pages: Sequence[int] | None = None) -> list[str]:
    with pymupdf.open(pdf) as document:
        return [document[index].get_text() for index in (range(len(document)) if pages is None else pages)]


class ClassSet:
    """One of the fixtures' class sets: its papers' text, its copies, the marks that they deserve."""

    def __init__(self, name: str, *, papers: str | None = None) -> None:
        self.folder = FIXTURES / name
        expected = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        self.language: Language = expected["language"]
        self.copies: list[dict[str, Any]] = expected["copies"]
        self.scheme = GradingScheme.model_validate({"questions": expected["scheme"]["questions"]})
        folder = FIXTURES / (papers or name)
        self.paper = page_texts(folder / "exam-paper.pdf")
        self.key = page_texts(folder / "answer-key.pdf")

    def pages_of(self, copy: dict[str, Any]) -> list[str]:
        return page_texts(self.folder / copy["document"], copy["pages"])


@pytest.fixture
def class_set() -> type[ClassSet]:
    return ClassSet


@pytest.fixture
def scheme_of() -> Callable[..., GradingScheme]:
    return make_scheme
