import json
from decimal import Decimal

import pytest

from bareme.agents.agent import Answer, ask
from bareme.agents.pre_analyst import PageReading, PreAnalysis, build_pre_analyst, page_content
from bareme.calls.call import Caller, CallPlan
from bareme.models.registry import build_model
from tests.agents.conftest import GRADER
from tests.provider.server import Json, Provider, prompt_of


def page(number: int, **fields: object) -> Json:
    return {"page": number, "kind": "copy", **fields}


def question(question_id: str, points: object, **fields: object) -> Json:
    return {"id": question_id, "max_points": points, **fields}


def scale(*questions: Json, total: object = None) -> Json:
    return {"confidence": 0.8, "total": total, "questions": list(questions)}


def analysis(*pages: Json, scales: tuple[Json, ...] = ()) -> Json:
    return {
        "title": "DS 3",
        "subject": "Physique",
        "language": "fr",
        "pages": list(pages),
        "scale_candidates": list(scales),
    }


async def analyse(provider: Provider, *replies: Json) -> Answer[PreAnalysis]:
    """Send two pages; the provider gives these replies in turn."""
    waiting = iter(replies)
    provider.script = lambda _: next(waiting)
    agent = build_pre_analyst(build_model(GRADER), page_count=2, language="fr")
    content = [page_content(number, f"page {number}", role="copies", document=1) for number in (1, 2)]
    return await ask(agent, content, Caller(CallPlan(GRADER.model)))


GOOD = analysis(page(1, starts_copy=True, student_name="ABADIE Zoé", name_confidence=0.9), page(2))


async def test_what_was_read_comes_back_by_page(provider: Provider) -> None:
    answer = await analyse(provider, GOOD)
    assert answer.value is not None
    assert (answer.value.title, answer.value.subject, answer.value.language) == ("DS 3", "Physique", "fr")
    assert {reading.page: reading for reading in answer.value.pages} == {
        1: PageReading(page=1, kind="copy", starts_copy=True, student_name="ABADIE Zoé", name_confidence=0.9),
        2: PageReading(page=2, kind="copy"),
    }
    assert len(provider.requests) == 1


async def test_the_model_is_shown_every_page_and_its_language(provider: Provider) -> None:
    await analyse(provider, GOOD)
    prompt = prompt_of(provider.requests[0])
    assert '<page number="1" document="1" role="copies">\npage 1\n</page>' in prompt
    assert "page 2" in prompt
    assert "in French" in prompt


async def test_points_of_a_scale_may_be_text_or_absent(provider: Provider) -> None:
    found = scale(question("1", None), question("1.a", "2,5", parent="1"), total="20")
    answer = await analyse(provider, analysis(page(1), page(2), scales=(found,)))
    assert answer.value is not None
    (candidate,) = answer.value.scale_candidates
    assert (candidate.total, [q.max_points for q in candidate.questions]) == (Decimal(20), [None, Decimal("2.5")])


FAULTS = [
    pytest.param(analysis(page(1)), "each of the pages 1 to 2 exactly once, not [1]", id="page missing"),
    pytest.param(analysis(page(1), page(2), page(2)), "not [1, 2, 2]", id="page twice"),
    pytest.param(analysis(page(1), page(2), page(3)), "not [1, 2, 3]", id="page unknown"),
    pytest.param(analysis(page(0), page(1)), "pages.0.page", id="page zero"),
    pytest.param(analysis(page(1), page(2, kind="letter")), "pages.1.kind", id="unknown kind"),
    pytest.param(analysis(page(1), page(2, name_confidence=float("nan"))), "name_confidence", id="NaN"),
    pytest.param(
        analysis(page(1), page(2), scales=(scale(question("1", 2), question("1", 3)),)), "must be unique", id="id twice"
    ),
    pytest.param(analysis(page(1), page(2), scales=(scale(),)), "questions", id="empty scale"),
    pytest.param(analysis(page(1), page(2), scales=(scale(question("1", -2)),)), "max_points", id="negative points"),
    pytest.param(analysis(page(1), page(2), scales=(scale(question("1", True)),)), "the boolean", id="boolean points"),
]  # fmt: skip


@pytest.mark.parametrize(("faulty", "told"), FAULTS)
async def test_a_faulty_analysis_is_told_once_and_then_given_up(provider: Provider, faulty: Json, told: str) -> None:
    answer = await analyse(provider, faulty, faulty)
    assert len(provider.requests) == 2
    assert told in json.dumps(provider.requests[1], ensure_ascii=False)
    assert answer.value is None
    assert told in answer.problem


@pytest.mark.parametrize(("faulty", "told"), FAULTS)
async def test_a_faulty_analysis_may_be_put_right(provider: Provider, faulty: Json, told: str) -> None:
    answer = await analyse(provider, faulty, GOOD)
    assert answer.value is not None
    assert told in json.dumps(provider.requests[1], ensure_ascii=False)


async def test_a_problem_names_no_student(provider: Provider) -> None:
    faulty = analysis(page(1, student_name="ABADIE Zoé"), page(1, student_name="ABADIE Zoé", kind="lettre"))
    answer = await analyse(provider, faulty, faulty)
    assert "ABADIE" not in answer.problem
