"""How near the offline examiner comes to people on public sets: floors, and the same marks through the whole agent."""

import random

import pytest

from bareme.agents.agent import ask
from bareme.agents.examiner import Examination, build_examiner, copy_content, marks_of, shared_content
from bareme.calls.call import Caller, CallPlan
from bareme.domain.points import to_points
from bareme.models.offline import OfflineExaminer
from tests.benchmarks.offline_examiner import ACCEPTED, FLOORS, STEPS, brief_of, coverage_and_risk, examine, figures
from tests.benchmarks.short_answers import SETS, data_folder

pytestmark = [
    pytest.mark.skipif(not data_folder().is_dir(), reason=f"no sets in {data_folder()}: set BAREME_SHARED_DATA"),
]


@pytest.mark.parametrize("name", SETS)
def test_agreement_with_people_and_confidence(name):
    marks = examine(SETS[name](), step=STEPS[name])
    found = figures(name, marks)
    short = {key: (found[key], floor) for (of, key), floor in FLOORS.items() if of == name and found[key] <= floor}
    assert not short, "found, and not above"
    assert found["pearson"] > found["bag of words pearson"]
    if name == "Mohler 1–6":
        assert found["pearson"] < found["graders: pearson"], "closer than a second grader: look for a leak"
    # What is accepted without a look has far less error than the rest; of Athena's essays nothing is.
    errors = {threshold: error for threshold, _, error in coverage_and_risk(marks)}
    assert errors.get(ACCEPTED, 0.0) < 0.6 * errors[0.0]


@pytest.mark.parametrize("name", ["Beetle train", "DigiKlausur"])
def test_levels_are_met_more_often_than_by_the_most_frequent(name):
    found = figures(name, examine(SETS[name](), step=STEPS[name]))
    assert found["accuracy"] > found["accuracy of the most frequent"]


@pytest.mark.parametrize("name", SETS)
def test_strict_rules_seldom_give_points_that_people_do_not(name):
    found = figures(name, examine(SETS[name](), step=STEPS[name], rules="strict"))
    assert found["share given where people gave nothing"] < 0.02


async def test_the_agent_gives_the_marks_that_are_measured():
    for name, read in SETS.items():
        sample = random.Random(6).sample(read(), 5)  # noqa: S311
        measured = examine(sample, step=STEPS[name])
        for answer, points in zip(sample, measured.points, strict=True):
            brief = brief_of(answer, rules="lexical", step=STEPS[name])
            questions = list(brief.scheme.leaves())
            agent = build_examiner(OfflineExaminer(), brief, questions)
            content = [shared_content(brief, questions), copy_content(pages=(), answers={"1": answer.answer})]
            given = await ask(agent, content, Caller(CallPlan("offline:lexical")))
            assert isinstance(given.value, Examination), given.problem
            mark = marks_of(given, questions, brief.policy.mark_step, brief.policy.language)["1"]
            assert (mark.points or 0) == to_points(str(points))
