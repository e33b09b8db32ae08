"""One copy, examined: its scheme, the answers that a provider gives in turn, and what came of them."""

from decimal import Decimal

from bareme.agents.agent import Answer, ask
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination, build_examiner, marks_of
from bareme.agents.examiner_prompt import selection, shared_content
from bareme.calls.call import Caller, CallPlan
from bareme.domain.brief import Brief
from bareme.domain.criteria import Criterion
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme, Question
from bareme.models.registry import build_model
from tests.agents.conftest import GRADER
from tests.provider.server import Json, Provider, completion

STEP = Decimal("0.25")
SCHEME = GradingScheme(
    questions=(
        Question(id="1", label="Exercice 1", max_points=Decimal(4)),
        Question(
            id="2",
            parts=(
                Question(id="2.a", max_points=Decimal(2)),
                Question(
                    id="2.b",
                    max_points=Decimal(3),
                    criteria=(
                        Criterion(id="method", name="Méthode", points=Decimal(2)),
                        Criterion(id="result", name="Résultat", points=Decimal("1.1")),
                    ),
                ),
            ),
        ),
    )
)
QUESTIONS = tuple(SCHEME.leaves())
BRIEF = Brief(session_id="s", policy=Policy(graders=(GRADER,)), scheme=SCHEME)

type Reply = Json | int


def draft(question_id: str, points: object = 1, **fields: object) -> Json:
    return {"question_id": question_id, "points": points, "confidence": 0.9, **fields}


def criteria(method: object = 2, result: object = 0.5) -> list[Json]:
    return [{"criterion_id": "method", "points": method}, {"criterion_id": "result", "points": result}]


def by_criteria(given: list[Json] | None = None) -> Json:
    return draft("2.b", None, criteria=criteria() if given is None else given)


def marks(*drafts: Json) -> Json:
    return {"marks": list(drafts), "general_comment": "Bien."}


GOOD = marks(draft("1", 3.5), draft("2.a", 2), by_criteria())


def message(content: str | None, *calls: tuple[str, str], finish_reason: str = "tool_calls") -> Json:
    """A completion with these tool calls: name and arguments as the model wrote them."""
    whole = completion("fake", "none", {})
    whole["choices"][0]["finish_reason"] = finish_reason
    whole["choices"][0]["message"] = {
        "role": "assistant",
        "content": content,
        "tool_calls": [
            {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for number, (name, arguments) in enumerate(calls)
        ],
    }
    return whole


def said(request: Json) -> str:
    """The last thing that the model was told."""
    content = request["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(block["text"] for block in content)


async def examine(
    provider: Provider,
    *replies: Reply,
    brief: Brief = BRIEF,
    caller: Caller | None = None,
    copy: str = "une copie",
    picture: Json | None = None,
) -> Answer[Examination]:
    """Send one copy; the provider gives these replies in turn."""
    waiting = iter(replies)
    provider.script = lambda _: next(waiting)
    questions = tuple(brief.scheme.leaves())
    agent = build_examiner(build_model(GRADER), brief, questions)
    content: list[str | Json] = [shared_content(brief), selection(brief, questions), copy_content(pages=[copy])]
    content += [picture] if picture else []
    return await ask(agent, content, caller or Caller(CallPlan(GRADER.model)))


def points_of(answer: Answer[Examination]) -> dict[str, float | str]:
    """The points by question, or the status where there are none."""
    return {
        question_id: float(mark.points) if mark.points is not None else mark.status.value
        for question_id, mark in marks_of(answer, QUESTIONS, STEP, "fr").items()
    }
