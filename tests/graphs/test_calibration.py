"""A look across the copies: the French class set with and without the same answer marked twice, and what it costs."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

import bareme.graphs.nodes.calibrate as node
from bareme.graphs.grading import build_grading_graph
from bareme.settings import get_settings
from tests.graphs.conftest import Session, document, interrupt_of
from tests.provider.server import Provider, Script, completion, prompt_of

type Json = dict[str, Any]

FRENCH = Path(__file__).parents[2] / "fixtures" / "physics-fr"
FLAG = "same_answer_other_mark"
MODEL = "openai:gpt-5.1-mini"


async def grade_files(session: Session) -> Json:
    roles = {"copies.pdf": "copies", "exam-paper.pdf": "exam_paper", "answer-key.pdf": "answer_key"}
    documents = [document(FRENCH / name, role) for name, role in roles.items()]
    await session.send({"documents": documents}, graders=["offline:lexical", "offline:strict"])
    return interrupt_of(await session.answer({"candidate": 0}))


@pytest.fixture(scope="module")
async def class_set(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> Json:
    """The class set as typed copies, and what each answer earned: (question, answer) → points."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREME_HOME", str(tmp_path_factory.mktemp("class")))
        get_settings.cache_clear()
        session = Session(build_grading_graph(InMemorySaver()))
        await grade_files(session)
        state = await session.state()
        get_settings.cache_clear()
    copies, marks = [], {}
    for result in state["results"]:
        given = state["attempts"][f"{result['copy_id']}/A/1/0"]["marks"]
        answers = {i: mark["transcription"] for i, mark in given.items() if mark["status"] == "graded"}
        copies.append({"student": result["student"], "answers": answers})
        for question_id, text in answers.items():
            question = result["questions"][question_id]
            marks[question_id, text] = question["points"] if question["points"] is not None else question["provisional"]
    return {"copies": copies, "marks": marks, "scheme": state["scheme"]}


def grader(marks: Mapping[tuple[str, str], float], sort: Any = None) -> Script:
    """An examiner that gives each typed answer its marks, and a calibrator that answers what `sort` says."""

    def answer(request: Json) -> Json | int | None:
        prompt = prompt_of(request)
        tool = request["tools"][0]["function"]["name"]
        if tool == "AnswerSorting":
            return sort(answers_in(prompt)) if sort else None
        copy = prompt[prompt.index("<copy>") :]
        typed = dict(re.findall(r'<answer question="([^"]*)">\n(.*?)\n</answer>', copy, re.DOTALL))
        ids = re.findall(r'"question_id": ?"([^"]+)"', prompt) or re.findall(r'"id": ?"([^"]+)"', prompt)
        leaves = [i for i in dict.fromkeys(ids) if not any(other.startswith(f"{i}.") for other in ids)]
        made = [
            {
                "question_id": i,
                "status": "graded" if i in typed else "not_treated",
                "transcription": typed.get(i, ""),
                "points": marks[i, typed[i]] if i in typed else 0,
                "feedback": "Bien.",
                "rationale": "Scripted.",
                "confidence": 0.9,
            }
            for i in leaves
        ]
        return completion(request["model"], tool, {"marks": made, "general_comment": ""})

    return answer


def answers_in(prompt: str) -> dict[str, int]:
    """The answers that the calibrator is shown, and their numbers."""
    return {
        text: int(number)
        for number, text in re.findall(r'<answer number="(\d+)">\n(.*?)\n</answer>', prompt, re.DOTALL)
    }


def sortings(provider: Provider) -> list[Json]:
    return [request for request in provider.requests if request["tools"][0]["function"]["name"] == "AnswerSorting"]


def flagged(state: Json) -> Counter[tuple[str, str]]:
    return Counter(
        (copy["copy_id"], i) for copy in state["results"] for i, q in copy["questions"].items() if FLAG in q["flags"]
    )


async def grade(session: Session, class_set: Json, **context: Any) -> Json:
    request = {"typed_copies": class_set["copies"], "scheme": class_set["scheme"]}
    await session.send(request, **{"graders": [MODEL], **context})
    return interrupt_of(await session.answer({"candidate": 0}))


async def test_the_class_set_as_it_is_gives_no_flag(session: Session) -> None:
    review = await grade_files(session)
    state = await session.state()
    assert not flagged(state)
    assert review["calibration"]["inconsistencies"] == []
    assert review["offers"] == []
    # It is no matter of nothing being found: three questions have copies with the same answer, and the same mark.
    groups = {i: [group["by_model"] for group in found] for i, found in state["same_answers"]["questions"].items()}
    assert groups == {"Exercice 2.a": [False], "Exercice 3.a": [False], "Exercice 3.b": [True]}


async def test_a_mark_planted_in_the_class_set_is_found(session: Session) -> None:
    """In one copy the answer is LaTeX, in the other plain text: ρ = m/V = 135/50 = 2,7 g/cm³."""
    await grade_files(session)
    act = {"type": "set_mark", "copy_ids": "c07", "question_id": "Exercice 3.a", "points": 1}
    review = interrupt_of(await session.act(act))
    state = await session.state()
    assert set(flagged(state)) == {("c02", "Exercice 3.a"), ("c07", "Exercice 3.a")}
    (found,) = review["calibration"]["inconsistencies"]
    assert {mark["copy_id"]: mark["points"] for mark in found["marks"]} == {"c02": 2, "c07": 1}
    assert not found["by_model"]


async def test_two_marks_by_a_grader_are_found(session: Session, provider: Provider, class_set: Json) -> None:
    marks = dict(class_set["marks"])
    provider.script = grader(marks)
    await grade(session, class_set)
    assert not flagged(await session.state())

    latex = class_set["copies"][1]["answers"]["Exercice 3.a"]
    assert "frac" in latex
    provider.script = grader({**marks, ("Exercice 3.a", latex): 1.5})
    planted = Session(session.graph)
    planted.config = {"configurable": {"thread_id": "planted"}}
    review = await grade(planted, class_set, default_tries=2)
    assert set(flagged(await planted.state())) == {("c02", "Exercice 3.a"), ("c07", "Exercice 3.a")}
    shown = {(flag["copy_id"], flag["question_id"]) for flag in review["flags"] if FLAG in flag["flags"]}
    assert shown == {("c02", "Exercice 3.a"), ("c07", "Exercice 3.a")}


async def test_the_calibrator_settles_what_rules_cannot(session: Session, provider: Provider, class_set: Json) -> None:
    marks = {**class_set["marks"], ("Exercice 3.b", "aluminium"): 0.5}
    aluminium = {"aluminium", "C'est l'aluminium."}

    def sort(answers: Mapping[str, int]) -> Json:
        return {"groups": [[answers[text] for text in aluminium]] if aluminium <= answers.keys() else []}

    provider.script = grader(marks, sort)
    review = await grade(session, class_set)
    (found,) = review["calibration"]["inconsistencies"]
    assert found["by_model"]
    assert {mark["copy_id"] for mark in found["marks"]} == {"c03", "c07"}
    # What it was shown: answers, and nothing of who gave them or what they earned.
    for request in sortings(provider):
        shown = next(message for message in request["messages"] if message["role"] == "user")
        text = prompt_of({"messages": [shown]})
        assert re.sub(r'<answer number="\d+">\n.*?\n</answer>\s*', "", text, flags=re.DOTALL) == ""
        assert not any(copy["student"]["name"].split()[0] in text for copy in class_set["copies"] if copy["student"])
    state = await session.state()
    assert state["usage"]["calls"] == len(class_set["copies"]) + len(sortings(provider))


async def test_what_was_asked_once_is_not_asked_again(session: Session, provider: Provider, class_set: Json) -> None:
    provider.script = grader(class_set["marks"])
    await grade(session, class_set)
    asked = len(sortings(provider))
    assert asked == 2
    await session.act({"type": "regrade"})
    assert len(sortings(provider)) == asked


async def test_nothing_is_asked_where_nothing_is_open(session: Session, provider: Provider, class_set: Json) -> None:
    provider.script = grader(dict.fromkeys(class_set["marks"], 1))
    review = await grade(session, class_set)
    assert sortings(provider) == []
    assert review["calibration"]["inconsistencies"] == []
    assert review["calibration"]["groups"] == 2


@pytest.mark.parametrize(("mode", "groups"), [("rules", 2), ("off", None)])
async def test_rules_alone_or_nothing_at_all(
    session: Session, provider: Provider, class_set: Json, mode: str, groups: int | None
) -> None:
    provider.script = grader(class_set["marks"])
    review = await grade(session, class_set, calibration=mode)
    assert sortings(provider) == []
    assert (review["calibration"] or {}).get("groups") == groups


async def test_a_call_that_fails_is_a_warning(session: Session, provider: Provider, class_set: Json) -> None:
    provider.script = grader(class_set["marks"], lambda _: 400)
    review = await grade(session, class_set)
    assert review["kind"] == "review"
    assert ["Exercice 2.a" in warning for warning in review["calibration"]["warnings"]] == [True, False]
    assert "400" in review["calibration"]["warnings"][0]
    # Asked again at the next calibration, as it was never answered.
    provider.script = grader(class_set["marks"])
    review = interrupt_of(await session.act({"type": "regrade", "copy_ids": "c01"}))
    assert review["calibration"]["warnings"] == []


async def test_a_stopped_run_asks_nothing(session: Session, provider: Provider, class_set: Json) -> None:
    provider.script = grader(class_set["marks"], lambda _: 400)
    await grade(session, class_set)
    asked = len(sortings(provider))
    command: Command[Any] = Command(resume={"actions": [{"type": "regrade", "copy_ids": "c01"}]})
    review = interrupt_of(await session.send(command, stop=True))
    assert len(sortings(provider)) == asked
    assert review["calibration"]["groups"] == 2


async def test_a_sorting_that_cannot_be_is_refused(session: Session, provider: Provider, class_set: Json) -> None:
    provider.script = grader(class_set["marks"], lambda answers: {"groups": [[1, 2], [2, 99]]})
    review = await grade(session, class_set)
    assert len(review["calibration"]["warnings"]) == 2
    assert all("n’a pas la forme demandée" in warning for warning in review["calibration"]["warnings"])
    assert "99" in str(sortings(provider)[-1]["messages"][-1])
    assert review["calibration"]["inconsistencies"] == []
    # Told once what was wrong, and then left.
    assert len(sortings(provider)) == 4


async def test_a_decision_is_offered_to_the_group_and_never_over_another(session: Session) -> None:
    scheme = {"questions": [{"id": "1", "max_points": 2, "expected_answer": "12,5 m/s"}]}
    texts = ["12,5 m/s", "$12{,}5$ m/s", "12.50 m.s⁻¹", "$\\frac{25}{2}$ m/s", "40 m/s"]
    typed = [{"student": {"name": f"Élève {n}"}, "answers": {"1": text}} for n, text in enumerate(texts)]
    await session.send({"typed_copies": typed, "scheme": scheme}, graders=["offline:lexical"])
    await session.answer({"candidate": 0})
    act = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1.5}
    review = interrupt_of(await session.act(act, author="Mme Durand"))
    (offer,) = review["offers"]
    assert offer["action"]["copy_ids"] == ["c02", "c03", "c04"]
    # Offered, not applied.
    before = await session.state()
    assert len(before["decisions"]) == 1

    await session.act({**act, "copy_ids": "c03", "points": 0.5}, author="M. Petit")
    decided = (await session.state())["decisions"]
    review = interrupt_of(await session.act(offer["action"], author="Mme Durand"))
    assert [(o["copy_id"], o["status"]) for o in review["outcomes"]] == [
        ("c02", "applied"),
        ("c03", "refused"),
        ("c04", "applied"),
    ]
    assert "déjà décidée" in review["outcomes"][1]["reason"]
    state = await session.state()
    assert decided.items() <= state["decisions"].items()
    assert [copy["questions"]["1"]["points"] for copy in state["results"]] == [1.5, 1.5, 0.5, 1.5, 0]
    assert review["offers"] == []


async def test_a_run_cut_short_before_the_look_across_takes_it_up(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: object) -> None:
        raise ZeroDivisionError

    scheme = {"questions": [{"id": "1", "max_points": 2, "expected_answer": "12"}]}
    typed = [{"answers": {"1": "12"}}, {"answers": {"1": "12,0"}}]
    await session.send({"typed_copies": typed, "scheme": scheme}, graders=["offline:lexical"])
    with monkeypatch.context() as stumbling:
        stumbling.setattr(node, "same_by_rules", stumble)
        with pytest.raises(ZeroDivisionError):
            await session.answer({"candidate": 0})
    review = interrupt_of(await session.send({}))
    assert review["calibration"]["groups"] == 1
