"""The offline examiner's rubric: from the key, on the step, summing to what each question is worth."""

from decimal import Decimal

import pytest

from bareme.agents.agent import ask
from bareme.agents.rubric_writer import build_rubric_writer, rubric_content, rubrics_of
from bareme.calls.call import Caller, CallPlan
from bareme.domain.brief import Brief
from bareme.domain.criteria import criteria_maximum
from bareme.domain.policy import Grader, Policy
from bareme.models.offline.examiner import OfflineExaminer

MODEL = "offline:lexical"


@pytest.mark.parametrize("step", ["0.25", "0.5", "1"])
@pytest.mark.parametrize("name", ["physics-fr", "history-science-en"])
async def test_every_question_of_the_class_sets_has_criteria_that_add_up(class_set, name, step):
    papers = class_set(name)
    policy = Policy(graders=(Grader(model=MODEL),), language=papers.language, mark_step=Decimal(step))
    key = "\n".join(papers.key)
    brief = Brief(session_id="s", policy=policy, scheme=papers.scheme, answer_key=key)
    questions = tuple(papers.scheme.leaves())
    agent = build_rubric_writer(OfflineExaminer(), brief, questions)
    caller = Caller(CallPlan(MODEL))
    answer = await ask(agent, [rubric_content(brief, questions)], caller)
    assert (answer.problem, caller.account.usage.calls) == ("", 1)
    rubrics = rubrics_of(answer, questions, policy.mark_step)
    for question in questions:
        rubric = rubrics[question.id]
        assert rubric.faults == ()
        assert criteria_maximum(rubric.criteria) == question.maximum
    if step == "0.25":
        assert sum(len(rubric.criteria) for rubric in rubrics.values()) > len(questions)
    assert answer.value is not None
    assert ("règles" if papers.language == "fr" else "rules") in answer.value.remark
