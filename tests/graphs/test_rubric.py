"""From the confirmed scale to criteria that every copy is graded by, with a scripted model behind a real client."""

from typing import Any

import pytest
from langgraph.types import Command

import bareme.graphs.nodes.write_rubric as node
from bareme.errors import InvalidInput
from tests.graphs.conftest import Session, interrupt_of
from tests.provider.server import Json, Provider, completion, prompt_of, schema_name, scheme_of

MODEL = "openai:fake"
SCHEME: Json = {
    "questions": [
        {"id": "1", "label": "Vitesse", "max_points": 2, "expected_answer": "12,5 m/s"},
        {
            "id": "2",
            "label": "Énergie",
            "parts": [
                {"id": "2.a", "max_points": 3},
                {
                    "id": "2.b",
                    "max_points": 1,
                    "criteria": [{"id": "own", "name": "Du professeur", "points": 1}],
                },
            ],
        },
    ]
}
COPIES = [{"student": {"name": "Zoé"}, "answers": {"1": "12,5 m/s", "2.a": "E = ½mv²", "2.b": "oui"}}]


def criterion(name: str, points: object, *, partial: object = None, **fields: object) -> Json:
    levels = {
        "full": {"points": points, "description": r"$E = \frac{1}{2}mv^2$ est écrit."},
        "partial": None if partial is None else {"points": partial, "description": "En partie."},
        "none": {"points": 0, "description": "Rien."},
    }
    return {"name": name, "points": points, "description": "", "levels": levels, **fields}


def question(question_id: str, *criteria: Json) -> Json:
    return {"question_id": question_id, "criteria": list(criteria)}


def draft(*questions: Json, remark: str = "") -> Json:
    return {"questions": list(questions), "remark": remark}


FIRST = question("1", criterion("Formule", 1), criterion("Résultat", 1, partial=0.5))
SECOND = question("2.a", criterion("Loi", 2, partial=1), criterion("Unité", 1))
GOOD = draft(FIRST, SECOND)


def examined(request: Json) -> Json:
    """Full points for the first criterion of each question, none for the others."""
    marks = [
        {
            "question_id": shown["id"],
            "status": "graded",
            "confidence": 0.9,
            "transcription": "…",
            "points": None if shown.get("criteria") else 0.25,
            "criteria": [
                {"criterion_id": c["criterion_id"], "points": 0 if place else c["points"], "evidence": "½mv²"}
                for place, c in enumerate(shown.get("criteria", []))
            ],
        }
        for shown in scheme_of(prompt_of(request))
    ]
    return {"marks": marks, "general_comment": ""}


class Writer:
    """The model: drafts in turn what it is told to, and examines by the criteria that it is shown."""

    def __init__(self) -> None:
        self.drafts: list[Json | int] = [GOOD]
        self.asked: list[str] = []
        self.examined: list[str] = []

    def __call__(self, request: Json) -> Json | int | None:
        match schema_name(request):
            case "RubricDraft":
                self.asked.append(prompt_of(request))
                return self.drafts[min(len(self.asked), len(self.drafts)) - 1]
            case "Examination":
                self.examined.append(prompt_of(request))
                return examined(request)
            case _:
                return None


@pytest.fixture
def writer(provider: Provider) -> Writer:
    provider.script = script = Writer()
    return script


async def ask_for_rubric(session: Session, **request: Any) -> Json:
    sent = {"typed_copies": COPIES, "scheme": SCHEME, **request}
    await session.send(sent, graders=[MODEL], rubric="generate")
    return interrupt_of(await session.answer({"candidate": 0}))


def shown(value: Json) -> dict[str, dict[str, float]]:
    """The points by criterion and question, as the teacher sees them."""
    return {q["question_id"]: {c["name"]: c["points"] for c in q["criteria"]} for q in value["questions"]}


def faults(value: Json) -> dict[str, list[str]]:
    return {q["question_id"]: [fault["fault"] for fault in q["faults"]] for q in value["questions"] if q["faults"]}


EDITED = [
    {"id": "law", "name": "Loi", "points": 2.5, "kind": "all_or_nothing"},
    {"id": "unit", "name": "Unité", "points": 0.5},
    {"id": "wrong", "name": "Hors sujet", "points": -1},
]


async def test_a_pilot_is_kept_while_criteria_are_drafted_and_drafted_again(session: Session, writer: Writer) -> None:
    writer.drafts = [GOOD, GOOD]
    await session.send({"typed_copies": COPIES * 3, "scheme": SCHEME}, graders=[MODEL], rubric="generate")
    await session.answer({"candidate": 0, "pilot": ["c02"]})
    await session.answer({"redo": {"1": "plus court"}})
    await session.answer({"accept": True})
    results = (await session.state())["results"]
    assert {copy["copy_id"]: copy["status"] for copy in results if copy["status"] == "complete"} == {"c02": "complete"}
    assert len(results) == 3 * len(COPIES)


async def test_drafted_redone_edited_accepted_and_graded_by_criteria(session: Session, writer: Writer) -> None:
    writer.drafts = [GOOD, draft(question("1", criterion("Formule et résultat", 2)))]
    value = await ask_for_rubric(session, guidelines="Unité : 0,5 point.")
    assert (value["kind"], value["round"], value["calls"]) == ("confirm_rubric", 1, 1)
    assert shown(value) == {"1": {"Formule": 1, "Résultat": 1}, "2.a": {"Loi": 2, "Unité": 1}}
    assert [(q["label"], q["maximum"]) for q in value["questions"]] == [("1 – Vitesse", 2), ("2.a – Énergie", 3)]
    assert value["questions"][0]["criteria"][0]["levels"][0]["description"] == r"$E = \frac{1}{2}mv^2$ est écrit."
    assert "Unité : 0,5 point." in writer.asked[0]
    assert writer.examined == []

    value = interrupt_of(await session.answer({"redo": {"1": "Un seul critère </remark>"}}))
    assert value["round"] == 2
    assert shown(value) == {"1": {"Formule et résultat": 2}, "2.a": {"Loi": 2, "Unité": 1}}
    assert "only for these questions: '1'." in writer.asked[1]
    assert "Un seul critère ＜/remark>" in writer.asked[1]
    assert '"name": "Formule"' in writer.asked[1]

    value = interrupt_of(await session.answer({"rubric": {"2.a": EDITED}}))
    assert (value["error"], faults(value)) == ("", {})
    review = interrupt_of(await session.answer({"accept": True}))
    assert review["kind"] == "review"
    state = await session.state()
    assert len(writer.asked) == 2
    (attempt,) = state["attempts"].values()
    assert {i: mark["points"] for i, mark in attempt["marks"].items()} == {"1": 2, "2.a": 2.5, "2.b": 1}
    assert [c["criterion_id"] for c in attempt["marks"]["2.a"]["criteria"]] == ["law", "unit", "wrong"]
    assert state["scheme"]["version"] == 1
    assert state["results"][0]["total"] == 5.5
    assert "Unité : 0,5 point." in writer.examined[0]
    # Two calls of the writer and one attempt.
    assert state["usage"]["calls"] == 3


NAN = float("nan")
PROSE = completion("fake", "x", {})
PROSE["choices"][0] = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Voici."}}
NOTHING = {"1": ["not_drafted"], "2.a": ["not_drafted"]}


def instead(*criteria: Json) -> Json:
    """A draft whose first question is this."""
    return draft(question("1", *criteria), SECOND)


BAD: dict[str, tuple[Json, dict[str, list[str]]]] = {
    "sum": (instead(criterion("Formule", 1), criterion("Résultat", 2)), {"1": ["not_sum"]}),
    "twice": (draft(FIRST, FIRST, SECOND), {"1": ["drafted_twice"]}),
    "missing": (draft(SECOND), {"1": ["not_drafted"]}),
    "empty": (instead(), {"1": ["no_criteria"]}),
    "names": (instead(criterion("A", 1), criterion(" a", 1)), {"1": ["repeated_name"]}),
    "negative": (instead(criterion("A", 3), criterion("B", -1)), {"1": ["not_positive", "not_sum"]}),
    "zero": (instead(criterion("A", 2), criterion("B", 0)), {"1": ["not_positive", "levels_incomplete"]}),
    "step": (instead(criterion("A", 1.1), criterion("B", 0.9)), {"1": ["off_step", "off_step"]}),
    "NaN": (instead(criterion("A", 1), criterion("B", NAN)), {"1": ["not_a_criterion", "not_sum"]}),
    "text": (instead(criterion("A", 1), criterion("B", "un")), {"1": ["not_a_criterion", "not_sum"]}),
    "boolean": (instead(criterion("A", 1), criterion("B", True)), {"1": ["not_a_criterion", "not_sum"]}),
    "no points": (instead({"name": "A"}, criterion("B", 2)), {"1": ["not_a_criterion"]}),
    "no name": (instead({"points": 1}, criterion("B", 2)), {"1": ["not_a_criterion"]}),
    "level above": (instead(criterion("A", 2, partial=3)), {"1": ["level_outside", "not_sum"]}),
    "level off step": (instead(criterion("A", 2, partial=0.9)), {"1": ["level_off_step"]}),
    "level NaN": (instead(criterion("A", 2, partial=NAN)), {"1": ["level_left_out"]}),
    "same levels": (instead(criterion("A", 2, partial=2)), {"1": ["levels_incomplete"]}),
    "no levels": (instead(criterion("A", 2, levels={})), {"1": ["level_left_out"]}),
    "no list": (draft({"question_id": "1", "criteria": "none"}, SECOND), {"1": ["no_criteria"]}),
    "unknown": (draft(FIRST, SECOND, question("9", criterion("A", 1))), {}),
    "prose": (PROSE, NOTHING),
    "numbers": ({"questions": [1, None, {"question_id": 7}]}, NOTHING),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_faulty_draft_is_asked_again_once_and_then_the_teacher_is_told(
    session: Session, writer: Writer, name: str
) -> None:
    bad, expected = BAD[name]
    writer.drafts = [bad]
    value = await ask_for_rubric(session)
    assert len(writer.asked) == 2
    assert faults(value) == expected
    for one in value["questions"]:
        assert len(one["messages"]) == len(one["faults"])
        assert all("{" not in message for message in one["messages"])
        # No number that nothing explains: what is shown adds up, or the fault says that it does not.
        total = sum(c["points"] for c in one["criteria"])
        assert total == one["maximum"] or {"not_sum", "not_drafted", "drafted_twice", "no_criteria"} & set(
            expected[one["question_id"]]
        )
    if not expected:
        return
    again = interrupt_of(await session.answer({"accept": True}))
    assert again["kind"] == "confirm_rubric"
    assert "Vitesse" in again["error"]
    assert again["questions"] == value["questions"]
    review = interrupt_of(await session.answer({"accept": True, "drop": list(expected)}))
    assert review["kind"] == "review"
    assert len(writer.asked) == 2
    state = await session.state()
    assert state["scheme"]["questions"][0]["criteria"] == []
    (attempt,) = state["attempts"].values()
    assert (attempt["marks"]["1"]["points"], attempt["marks"]["1"]["criteria"]) == (0.25, [])


@pytest.mark.parametrize("name", list(BAD))
async def test_a_draft_that_is_put_right_has_no_fault(session: Session, writer: Writer, name: str) -> None:
    writer.drafts = [BAD[name][0], GOOD]
    value = await ask_for_rubric(session)
    assert (len(writer.asked), faults(value)) == (2, {})
    assert shown(value) == {"1": {"Formule": 1, "Résultat": 1}, "2.a": {"Loi": 2, "Unité": 1}}


async def test_a_model_that_fails_leaves_the_teacher_every_way(session: Session, writer: Writer) -> None:
    writer.drafts = [400]
    value = await ask_for_rubric(session)
    assert "Aucun critère" in value["message"]
    assert "HTTP 400" in value["warnings"][0]
    assert faults(value) == {"1": ["not_drafted"], "2.a": ["not_drafted"]}
    edited = interrupt_of(await session.answer({"rubric": {"2.a": EDITED}}))
    assert faults(edited) == {"1": ["not_drafted"]}
    writer.drafts = [400, draft(FIRST)]
    redone = interrupt_of(await session.answer({"redo": {"1": ""}}))
    assert shown(redone)["1"] == {"Formule": 1, "Résultat": 1}
    assert shown(redone)["2.a"] == {"Loi": 2.5, "Unité": 0.5, "Hors sujet": -1}
    writer.drafts = [400, GOOD, 500]
    kept = interrupt_of(await session.answer({"redo": {"1": "Autrement."}}))
    assert shown(kept) == shown(redone)
    assert any("Vitesse" in warning for warning in kept["warnings"])
    assert interrupt_of(await session.answer({"accept": True}))["kind"] == "review"


WRONG: list[tuple[object, str]] = [
    (7, "doit être un objet"),
    ({"accept": False}, "accept"),
    ({"accept": True, "redo": {"1": "x"}}, "rédigé de nouveau"),
    ({"drop": ["1"], "redo": {"1": "x"}}, "'1'"),
    ({"drop": ["9"]}, "'9'"),
    ({"rubric": {"2.b": EDITED}}, "'2.b'"),
    ({"rubric": {"1": [{"id": "a", "name": "A", "points": NAN}]}}, "critères, '1', élément 1, points"),
    ({"rubric": {"1": [{"id": "a", "name": "A"}]}}, "points"),
    ({"accept": "perhaps"}, "acceptation"),
]


@pytest.mark.parametrize(("answer", "told"), WRONG)
async def test_a_bad_answer_asks_again_and_loses_nothing(
    session: Session, writer: Writer, answer: object, told: str
) -> None:
    value = await ask_for_rubric(session)
    again = interrupt_of(await session.answer(answer))
    assert told in again["error"]
    assert {**again, "error": ""} == value
    assert len(writer.asked) == 1


@pytest.mark.parametrize(
    ("criteria", "told"),
    [
        ([], "aucun critère"),
        ([{"id": "a", "name": "A", "points": 1.5}], "totalisent 1,5, la question vaut 2"),
        ([{"id": "a", "name": "A", "points": 1}, {"id": "a", "name": "B", "points": 1}], "identifiant"),
        ([{"id": "a", "name": "A", "points": 2.1}, {"id": "b", "name": "B", "points": -0.1}], "multiple de 0,25"),
    ],
)
async def test_an_edit_at_fault_is_kept_shown_and_not_accepted(
    session: Session, writer: Writer, criteria: list[Json], told: str
) -> None:
    await ask_for_rubric(session)
    again = interrupt_of(await session.answer({"accept": True, "rubric": {"1": criteria}}))
    assert "Vitesse" in again["error"]
    assert told in again["error"]
    assert told in again["questions"][0]["messages"][0]
    assert [c["points"] for c in again["questions"][0]["criteria"]] == [c["points"] for c in criteria]


async def test_a_stopped_run_drafts_nothing_and_says_so(session: Session, writer: Writer) -> None:
    sent = {"typed_copies": COPIES, "scheme": SCHEME}
    await session.send(sent, graders=[MODEL], rubric="generate")
    value = interrupt_of(await session.send(Command(resume={"candidate": 0}), stop=True))
    assert (value["kind"], writer.asked) == ("confirm_rubric", [])
    assert "Arrêt" in value["warnings"][0]
    value = interrupt_of(await session.answer({"redo": {"1": "", "2.a": ""}}))
    assert (len(writer.asked), faults(value)) == (1, {})


async def test_what_was_drafted_before_a_stop_is_not_lost(
    session: Session, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(node, "RubricWork", None)  # The run ends after the answer is in, before the node does.
        await session.send({"typed_copies": COPIES, "scheme": SCHEME}, graders=[MODEL], rubric="generate")
        with pytest.raises(TypeError):
            await session.answer({"candidate": 0})
    value = interrupt_of(await session.send({}, stop=True))
    assert (len(writer.asked), faults(value), value["warnings"]) == (1, {}, [])


async def test_an_empty_input_and_another_exam_go_on_at_the_rubric(session: Session, writer: Writer) -> None:
    value = await ask_for_rubric(session)
    assert interrupt_of(await session.send({})) == value
    other = interrupt_of(await session.send({"typed_copies": 7, "guidelines": "autre"}))
    assert "déjà en cours" in other["error"]
    assert {**other, "error": ""} == value
    assert len(writer.asked) == 1


async def test_a_crash_while_drafting_pays_nothing_twice(
    session: Session, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(node, "RubricWork", None)  # The process dies after the answers are in, before the node ends.
        sent = {"typed_copies": COPIES, "scheme": SCHEME}
        await session.send(sent, graders=[MODEL], rubric="generate")
        with pytest.raises(TypeError):
            await session.answer({"candidate": 0})
    assert len(writer.asked) == 1
    value = interrupt_of(await session.send({}))
    assert (value["kind"], faults(value)) == ("confirm_rubric", {})
    assert len(writer.asked) == 1


async def test_the_teacher_can_turn_it_on_and_off_with_the_scale(session: Session, writer: Writer) -> None:
    await session.send({"typed_copies": COPIES, "scheme": SCHEME}, graders=[MODEL])
    value = interrupt_of(await session.answer({"candidate": 0, "rubric": "generate"}))
    assert value["kind"] == "confirm_rubric"
    session.config["configurable"]["thread_id"] = "off"
    await session.send({"typed_copies": COPIES, "scheme": SCHEME}, graders=[MODEL], rubric="generate")
    assert interrupt_of(await session.answer({"candidate": 0, "rubric": "off"}))["kind"] == "review"


async def test_a_scheme_with_criteria_throughout_needs_no_rubric(session: Session, writer: Writer) -> None:
    scheme = {"questions": [SCHEME["questions"][1]["parts"][1]]}
    await session.send({"typed_copies": COPIES, "scheme": scheme}, graders=[MODEL], rubric="generate")
    assert interrupt_of(await session.answer({"candidate": 0}))["kind"] == "review"
    assert writer.asked == []


async def test_a_large_scheme_is_drafted_in_several_calls(session: Session, writer: Writer, provider: Provider) -> None:
    def drafted(request: Json) -> Json | None:
        if request["tools"][0]["function"]["name"] != "RubricDraft":
            return None
        prompt = prompt_of(request)
        writer.asked.append(prompt)
        wanted = prompt.split("only for these questions: ")[1].split("\n")[0].rstrip(".").replace("'", "").split(", ")
        return draft(*(question(one, criterion("Tout", 1)) for one in wanted))

    provider.script = drafted
    scheme = {"questions": [{"id": str(number), "max_points": 1} for number in range(30)]}
    value = await ask_for_rubric(session, scheme=scheme)
    assert len(writer.asked) == 3
    assert faults(value) == {}
    assert [q["question_id"] for q in value["questions"]] == [str(number) for number in range(30)]


async def test_another_session_over_the_same_papers_does_not_pay_again(session: Session, writer: Writer) -> None:
    await ask_for_rubric(session)
    session.config["configurable"]["thread_id"] = "second"
    assert faults(await ask_for_rubric(session)) == {}
    assert len(writer.asked) == 1
    await session.answer({"accept": True})
    # The one attempt: this session's draft was paid for by the other.
    assert (await session.state())["usage"]["calls"] == 1


@pytest.mark.parametrize("rules", ["offline:lexical", "offline:strict"])
async def test_the_offline_examiner_drafts_from_the_key_and_grades_by_it(session: Session, rules: str) -> None:
    expected = "v = d/t = 12,5 m/s\nBarème : formule v = d/t (1 point) ; résultat 12,5 m/s (1 point)"
    scheme = {
        "questions": [
            {"id": "1", "max_points": 2, "expected_answer": expected},
            {"id": "2", "max_points": 1.5, "expected_answer": "L'énergie se conserve."},
            {"id": "3", "max_points": 1},
        ]
    }
    answers = {"1": "v = d/t, rien de plus", "2": "L'énergie se conserve.", "3": "oui"}
    await session.send({"typed_copies": [{"answers": answers}], "scheme": scheme}, graders=[rules], rubric="generate")
    value = interrupt_of(await session.answer({"candidate": 0}))
    assert faults(value) == {}
    assert [len(q["criteria"]) for q in value["questions"]] == [2, 1, 1]
    assert "règles" in value["warnings"][0]
    await session.answer({"accept": True})
    (attempt,) = (await session.state())["attempts"].values()
    assert {i: mark["points"] for i, mark in attempt["marks"].items()} == {"1": 1, "2": 1.5, "3": None}


async def test_criteria_are_drafted_before_there_are_copies(session: Session, writer: Writer) -> None:
    asked = interrupt_of(await session.send({"scheme": SCHEME}, graders=[MODEL], rubric="generate"))
    assert (asked["kind"], asked["students"], asked["calls"]) == ("confirm_scale", [], 0)
    drafted = interrupt_of(await session.answer({"candidate": 0}))
    assert drafted["kind"] == "confirm_rubric"
    ended = await session.answer({"accept": True})
    assert "__interrupt__" not in ended
    criteria = {q["id"]: len(q["criteria"]) for top in ended["scheme"]["questions"] for q in [top, *top["parts"]]}
    assert criteria == {"1": 2, "2": 0, "2.a": 2, "2.b": 1}
    assert writer.examined == []

    # The scheme serves a class, and the finished draft can be taken up again.
    again = interrupt_of(await session.send({}))
    assert again["kind"] == "confirm_scale"


async def test_nothing_to_grade_and_nothing_to_draft_is_refused(session: Session, provider: Provider) -> None:
    with pytest.raises(InvalidInput, match=r"rien à noter.*'generate'"):
        await session.send({"scheme": SCHEME}, graders=[MODEL])


async def test_the_teacher_s_remarks_on_a_question_reach_writer_and_examiner(session: Session, writer: Writer) -> None:
    remark = "Accept km/h if the value is right."
    questions = [{**SCHEME["questions"][0], "guidelines": remark}, SCHEME["questions"][1]]
    await session.send({"typed_copies": COPIES, "scheme": {"questions": questions}}, graders=[MODEL], rubric="generate")
    await session.answer({"candidate": 0})
    assert remark in writer.asked[-1]
    await session.answer({"accept": True})
    assert writer.examined
    assert all(remark in prompt for prompt in writer.examined)
