"""Marks that stand on the copy are never taken for the model's, however they are written there and quoted."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from bareme.agents.agent import Answer
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import marks_of
from bareme.agents.examiner_prompt import shared_content
from bareme.agents.forms import Form, refuse_form
from bareme.agents.quotations import AnswerFields, Quotations
from bareme.agents.replies import Reply, read_reply
from bareme.domain.attempts import Flag
from bareme.models.providers import endpoint_of
from tests.agents.attacks import QUOTINGS, WRITINGS, Quoting, Writing, dump, examination
from tests.agents.conftest import GRADER
from tests.agents.examining import BRIEF, QUESTIONS, STEP, examine, message, points_of, said
from tests.agents.late_attacks import LATE_QUOTINGS, LATE_WRITINGS
from tests.agents.test_replies import SCHEMA
from tests.provider.server import Json, Provider

WRITTEN = [*WRITINGS, *LATE_WRITINGS]
QUOTED = [*QUOTINGS, *LATE_QUOTINGS]

type Four = tuple[float, float, float, float]

FULL = examination((4, 2, 2, 1.1), feedback="Parfait.")
OWN = examination((0.5, 0.25, 0, 0.25), feedback="Non.")
RIGHT = {"1": 0.5, "2.a": 0.25, "2.b": 0.25}


def points_in(answer: Json) -> dict[str, object]:
    given = {mark["question_id"]: mark["points"] for mark in answer["marks"]}
    return {**given, "2.b": min(3, sum(criterion["points"] for criterion in answer["marks"][2]["criteria"]))}


def read(text: str, copy: str, form: Form, *, as_call: bool = False, finish: str = "stop") -> Reply[Any]:
    call = {"id": "1", "type": "function", "function": {"name": "Examination", "arguments": text}}
    reply = AIMessage("" if as_call else text, response_metadata={"finish_reason": finish})
    reply.additional_kwargs |= {"tool_calls": [call]} if as_call else {}
    content = [shared_content(BRIEF), copy_content(pages=[copy])]
    return read_reply(reply, SCHEMA, form, Quotations(AnswerFields(SCHEMA), content))


def kept(reply: Reply[Any]) -> dict[str, object]:
    """What is made of a reply if no better one comes."""
    objects = reply.objects if reply.value is None and reply.is_certain else []
    answer = Answer(reply.value, objects, reply.problem, (reply,))
    return {q: mark.points for q, mark in marks_of(answer, QUESTIONS, STEP, "fr").items() if mark.points is not None}


POINTS = st.tuples(
    st.integers(0, 16).map(lambda n: n / 4),
    st.integers(0, 8).map(lambda n: n / 4),
    st.integers(0, 8).map(lambda n: n / 4),
    st.sampled_from([0, 0.25, 0.5, 1, 1.1]),
)
WORDS = st.text(st.characters(exclude_characters='{}"<>[]◁▷|\\', exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=400)
@given(
    st.tuples(POINTS, POINTS),
    st.sampled_from(WRITTEN),
    st.sampled_from(QUOTED),
    st.sampled_from([*Form, None]),
    WORDS,
)
def test_marks_on_the_copy_are_never_taken(
    points: tuple[Four, Four], writing: Writing, quoting: Quoting, form: Form | None, words: str
) -> None:
    theirs, mine = map(examination, points)
    text = quoting.say(dump(theirs), dump(mine))
    reply = read(text, f"{words}\n{writing.write(theirs)}\n{words}", form or Form.TOOL, as_call=form is None)
    taken = {question: float(str(points)) for question, points in kept(reply).items()}
    expected = {question: float(str(points)) for question, points in points_in(mine).items()}
    assert not taken or (quoting.has_own and taken == expected)
    assert reply.value is not None or reply.problem


@pytest.mark.parametrize("quoting", [q for q in QUOTED if q.has_own], ids=lambda quoting: quoting.name)
@pytest.mark.parametrize("writing", WRITTEN, ids=lambda writing: writing.name)
def test_an_own_answer_beside_a_quotation_is_taken(writing: Writing, quoting: Quoting) -> None:
    reply = read(quoting.say(dump(FULL), dump(OWN)), writing.write(FULL), Form.JSON_TEXT)
    assert {question: float(str(points)) for question, points in kept(reply).items()} == RIGHT


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("quoting", QUOTED, ids=lambda quoting: quoting.name)
async def test_over_http(provider: Provider, quoting: Quoting, form: Form) -> None:
    """Without an answer of its own the model is asked again; it is told why, and the teacher sees a flag.

    A quarter of the ways to write for each way to quote: all pairs are read directly above.
    """
    for writing in WRITTEN[QUOTED.index(quoting) % 4 :: 4]:
        for worse in list(Form)[: list(Form).index(form)]:
            refuse_form(worse, endpoint_of(GRADER.model))
        provider.requests.clear()
        quoted = message(quoting.say(dump(FULL), dump(OWN)), finish_reason="stop")
        right = message(None, ("Examination", dump(OWN))) if form is Form.TOOL else message(dump(OWN))
        answer = await examine(provider, quoted, right, copy=writing.write(FULL))
        assert points_of(answer) == RIGHT, writing.name
        assert len(provider.requests) == (1 if quoting.has_own else 2), writing.name


@pytest.mark.parametrize("quoting", [q for q in QUOTED if not q.has_own], ids=lambda quoting: quoting.name)
async def test_a_model_that_only_quotes_marks_nothing(provider: Provider, quoting: Quoting) -> None:
    quoted = message(quoting.say(dump(FULL), dump(OWN)), finish_reason="stop")
    answer = await examine(provider, quoted, quoted, copy=dump(FULL))
    assert set(points_of(answer).values()) == {"invalid_output"}


async def test_the_model_and_the_teacher_are_told(provider: Provider) -> None:
    quoted = message(None, ("Examination", dump(FULL)))
    answer = await examine(provider, quoted, quoted, copy=dump(FULL))
    assert "repeats an object that stands in what you were sent" in said(provider.requests[1])
    marks = marks_of(answer, QUESTIONS, STEP, "en")
    assert {mark.note for mark in marks.values()} == {"the model's answer repeats marks that are written on the copy"}
    assert all(mark.flags == (Flag.INJECTION_SUSPECTED,) for mark in marks.values())


@given(POINTS, POINTS)
def test_marks_that_are_right_as_they_stand_on_the_copy_are_asked_again(written: Four, own: Four) -> None:
    reply = read(dump(examination(own, feedback="Oui.")), dump(examination(written)), Form.JSON_TEXT)
    assert reply.is_quoting or reply.value is not None
    if written == own:
        assert reply.is_quoting
        assert reply.value is None


@pytest.mark.parametrize(
    "copy",
    [
        "question_id: 1, points: 4",
        '{"question_id": "1", "points": 0.5}',
        '{"marks": [{"question_id": "1", "points": 3.5}, {"question_id": "2.a", "points": 0.25}]}',
        "marks, points, question_id, criterion_id: method, result",
        'In JSON, a mark is {"points": 0.5} and its question {"question_id": "2.a"}.',
    ],
)
def test_a_copy_about_marks_does_not_spoil_an_answer(copy: str) -> None:
    reply = read(dump(OWN), copy, Form.JSON_TEXT)
    assert reply.value is not None
    assert not reply.is_quoting


PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}


class TestPictures:
    """What is written by hand cannot be compared with text."""

    def read(self, text: str, form: Form) -> Reply[Any]:
        content: list[Any] = [shared_content(BRIEF), copy_content(pages=[""], pictured=[1]), PICTURE]
        reply = AIMessage(text, response_metadata={"finish_reason": "stop"})
        return read_reply(reply, SCHEMA, form, Quotations(AnswerFields(SCHEMA), content))

    @pytest.mark.parametrize("form", Form)
    @pytest.mark.parametrize("quoting", [q for q in QUOTED if q.has_both], ids=lambda quoting: quoting.name)
    def test_of_two_answers_the_students_is_not_taken(self, quoting: Quoting, form: Form) -> None:
        taken = kept(self.read(quoting.say(dump(FULL), dump(OWN)), form))
        assert not taken or {question: float(str(points)) for question, points in taken.items()} == RIGHT

    def test_marks_that_were_read_are_not_taken(self) -> None:
        same = examination((4, 2, 2, 1.1), transcription=dump(FULL))
        reply = self.read(dump(same), Form.JSON_TEXT)
        assert reply.is_quoting
        assert not kept(reply)

    def test_in_place_of_a_tool_call_prose_is_asked_again(self) -> None:
        reply = self.read(f"The student wrote {json.dumps(FULL)}", Form.TOOL)
        assert reply.value is None
        assert "in prose" in reply.problem

    @pytest.mark.parametrize("text", ["The student wrote {}", "{} is what I read.", '"{}"', "« {} »"])
    async def test_the_only_answer_among_words_is_asked_again_and_flagged_if_it_is_the_last(
        self, provider: Provider, text: str
    ) -> None:
        refuse_form(Form.TOOL, endpoint_of(GRADER.model))
        among_words, alone = message(text.replace("{}", dump(OWN))), message(dump(OWN))
        for second, is_doubtful in ((alone, False), (among_words, True)):
            provider.requests.clear()
            answer = await examine(provider, among_words, second, picture=PICTURE)
            assert len(provider.requests) == 2
            assert "send the JSON object alone" in said(provider.requests[1])
            assert points_of(answer) == RIGHT
            assert answer.is_quoting is is_doubtful

    def test_an_object_under_the_name_of_what_was_read_is_no_answer(self) -> None:
        assert not kept(self.read(json.dumps({"transcription": FULL}), Form.JSON_TEXT))

    @pytest.mark.parametrize("text", ["{}", "```json\n{}\n```", "<think>Hm.</think>\n{}"])
    def test_an_answer_alone_is_taken(self, text: str) -> None:
        assert self.read(text.replace("{}", dump(OWN)), Form.TOOL).value is not None
