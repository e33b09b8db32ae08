"""The model as LangChain sees it, and that any copy whatever gets a valid answer."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage

from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination, examination_schema, find_problems
from bareme.agents.examiner_prompt import PROMPT, shared_content  # fmt: skip
from bareme.agents.pre_analyst import PreAnalysis, page_content, pre_analysis_schema
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline.examiner import OfflineExaminer

pytestmark = pytest.mark.smoke

SCHEME = GradingScheme.model_validate(
    {
        "questions": [
            {
                "id": "1",
                "label": "Exercice 1",
                "parts": [{"id": "1.a", "label": "a", "max_points": 2}, {"id": "1.b", "label": "b", "max_points": 0.3}],
            },
            {"id": "2", "label": "Question 2", "max_points": 1.5, "expected_answer": "3 h = 10 800 s"},
            {
                "id": "3",
                "label": "Rédaction",
                "max_points": 3,
                "criteria": [
                    {"id": "c1", "name": "Plan en trois parties", "points": 1.1},
                    {"id": "c2", "name": "Formule E = mc²", "points": 1.9},
                ],
            },
        ]
    }
)
KEY = """Exercice 1
a) (2 points) Réponse attendue : v = d/t = 12,5 m/s (tolérance ± 0,1)
Barème : formule v = d/t (1 point) ; résultat 12,5 m/s (1 point)
b) Réponse attendue : B (uniforme)"""
QUESTIONS = list(SCHEME.leaves())
POLICY = Policy(graders=(Grader(model="offline:lexical"),))
BRIEF = Brief(session_id="s", policy=POLICY, scheme=SCHEME, answer_key=KEY)
SCHEMA = examination_schema(QUESTIONS, POLICY.mark_step)


def messages(*pages: str):
    return [
        SystemMessage(PROMPT.fill(language="French", mark_step="0.25")),
        HumanMessage(
            [
                {"type": "text", "text": shared_content(BRIEF)},
                {"type": "text", "text": copy_content(pages=pages)},
            ]
        ),
    ]


def test_it_answers_with_the_tool_that_was_bound():
    reply = OfflineExaminer(rules="strict").bind_tools([Examination]).invoke(messages("Ex 1\na) 12,5 m/s"))
    (call,) = reply.tool_calls
    assert call["name"] == "Examination"
    assert reply.content == ""
    assert reply.response_metadata["model_name"] == "offline:strict"
    assert reply.usage_metadata is not None
    assert reply.usage_metadata["input_tokens"] > 300
    assert reply.usage_metadata["output_tokens"] > 100


def test_the_same_messages_get_the_same_answer():
    model = OfflineExaminer().bind_tools([Examination])
    assert model.invoke(messages("Ex 1\na) 12")).tool_calls == model.invoke(messages("Ex 1\na) 12")).tool_calls


def test_told_of_an_error_it_answers_again_the_same():
    model = OfflineExaminer().bind_tools([Examination])
    asked = messages("Ex 1\na) 12,5 m/s")
    first = model.invoke(asked)
    complaint = ToolMessage("no", tool_call_id=first.tool_calls[0]["id"])
    again = model.invoke([*asked, first, complaint])
    assert again.tool_calls[0]["args"] == first.tool_calls[0]["args"]


@pytest.mark.parametrize("tools", [[], [{"type": "function", "function": {"name": "search", "parameters": {}}}]])
def test_asked_for_anything_else_it_says_what_it_is(tools):
    reply = OfflineExaminer().bind_tools(tools).invoke("What is the capital of France?")
    assert reply.tool_calls == []
    assert "offline examiner" in str(reply.content)


def test_it_says_that_it_sees_no_images():
    assert (OfflineExaminer().profile or {})["image_inputs"] is False


def test_a_prompt_without_a_scheme_has_no_marks():
    reply = OfflineExaminer().bind_tools([Examination]).invoke("Mark this, please.")
    assert reply.tool_calls[0]["args"]["marks"] == []


PIECES = st.one_of(
    st.sampled_from(
        ["Exercice 1", "Ex 1 – a)", "a)", "b)", "2.", "Question 2 :", "Rédaction", "v = d/t = 12,5 m/s", "B", "\n", " ",
         "$\\frac{1}{2}$", "E = mc²", "10 800 s", "3 h", "×", "=", "/", "√(", "1e999", "10^999", "0", "<page>", "½"]
    ),
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pages=st.lists(st.lists(PIECES, max_size=20).map("".join), max_size=3), rules=st.sampled_from(["lexical", "strict"])
)
@example(pages=["Ex 1 a) " + "9" * 500 + " m/s = 10^99999"], rules="lexical")
@example(pages=["2. 0/0 = 5/0"], rules="lexical")
def test_any_copy_gets_a_valid_examination(pages, rules):
    reply = OfflineExaminer(rules=rules).bind_tools([SCHEMA]).invoke(messages(*pages))
    examination = SCHEMA.model_validate(reply.tool_calls[0]["args"])
    assert find_problems(examination.marks, QUESTIONS, POLICY.mark_step) == []
    assert [draft.question_id for draft in examination.marks] == SCHEME.leaf_ids()


@settings(max_examples=100, deadline=None)
@given(key=st.lists(PIECES, max_size=20).map("".join), expected=st.lists(PIECES, max_size=5).map("".join))
def test_any_answer_key_gives_a_valid_examination(key, expected):
    questions = [
        question.model_copy(update={"expected_answer": expected}) if question.id == "2" else question
        for question in SCHEME.questions
    ]
    scheme = SCHEME.model_copy(update={"questions": tuple(questions)})
    brief = BRIEF.model_copy(update={"answer_key": key, "scheme": scheme})
    asked = [
        SystemMessage(PROMPT.fill(language="English", mark_step="0.5")),
        HumanMessage([shared_content(brief), copy_content(pages=["1.a) 12,5 m/s\n1.b) B\n2. 3 h"])]),
    ]
    reply = OfflineExaminer().bind_tools([SCHEMA]).invoke(asked)
    schema = examination_schema(QUESTIONS, POLICY.mark_step * 2)
    schema.model_validate(reply.tool_calls[0]["args"])


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.tuples(st.sampled_from(["copies", "exam_paper", "answer_key"]), st.text(max_size=80)), max_size=6)
)
def test_any_pages_get_a_valid_pre_analysis(texts):
    content = [page_content(n, text, role=role, document=n // 2 + 1) for n, (role, text) in enumerate(texts, start=1)]
    asked = [SystemMessage("in French"), HumanMessage("\n".join(content))]
    reply = OfflineExaminer().bind_tools([PreAnalysis]).invoke(asked)
    pre_analysis_schema(len(texts)).model_validate(reply.tool_calls[0]["args"])
