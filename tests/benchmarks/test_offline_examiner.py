"""How near the offline examiner comes to people on public sets: floors, and the same marks through the whole agent."""

import random

import numpy as np
import pytest

from bareme.agents.agent import ask
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination, build_examiner, marks_of
from bareme.agents.examiner_prompt import shared_content
from bareme.calls.call import Caller, CallPlan
from bareme.domain.points import to_points
from bareme.models.offline.examiner import OfflineExaminer
from bareme.models.offline.rules import RULES
from tests.benchmarks.held_out import bag_of_words
from tests.benchmarks.offline_examiner import ACCEPTED, STEPS, Marks, brief_of, examine, reliability
from tests.benchmarks.short_answers import BEYOND_RULES, SETS, data_folder

pytestmark = [
    pytest.mark.skipif(not data_folder().is_dir(), reason=f"no sets in {data_folder()}: set BAREME_SHARED_DATA"),
]

FLOORS = {"Mohler 1–6": 0.5, "Beetle train": 0.48, "DigiKlausur": 0.49}
"""What r must not fall below, with some room."""
HIGH = 0.8


@pytest.fixture(scope="module", params=SETS)
def marked(request: pytest.FixtureRequest) -> tuple[str, Marks]:
    return request.param, examine(SETS[request.param](), step=STEPS.get(request.param, "1"))


def test_marks_go_with_people_s(marked):
    name, marks = marked
    r = np.corrcoef(marks.points, marks.human)[0, 1]
    assert r > FLOORS[name]
    assert r > np.corrcoef([bag_of_words(answer) for answer in marks.answers], marks.human)[0, 1]
    if name == "Mohler 1–6":
        one, other = np.array([answer.marks for answer in marks.answers]).T
        assert r < np.corrcoef(one, other)[0, 1], "closer than a second grader: look for a leak"


def test_what_is_sure_is_right(marked):
    _, marks = marked
    assert marks.right[marks.confidence >= HIGH].mean() == 1
    accepted = marks.right[marks.confidence >= ACCEPTED].mean()
    assert accepted > 0.75
    assert accepted > marks.right[marks.confidence < ACCEPTED].mean() + 0.2
    for _, count, stated, right in reliability(marks):
        assert right >= stated - 0.15 or stated < ACCEPTED or count < 10


@pytest.mark.parametrize("name", BEYOND_RULES)
def test_essays_and_levels_without_a_key_are_not_judged(name):
    marks = examine(BEYOND_RULES[name]())
    assert marks.unjudged > 0
    # All that has points is blank.
    assert [answer.answer for answer in marks.answers if len(answer.answer.strip(" ./?-\n")) > 0] == []


@pytest.mark.parametrize("name", SETS)
def test_strict_rules_seldom_give_points_that_people_do_not(name):
    marks = examine(SETS[name](), step=STEPS.get(name, "1"), rules=RULES["strict"])
    nothing = marks.human == 0
    assert (marks.points[nothing].sum() / sum(answer.maximum for answer in np.array(marks.answers)[nothing])) < 0.02


async def test_the_agent_gives_the_marks_that_are_measured():
    for name, read in SETS.items():
        step = STEPS.get(name, "1")
        measured = examine(random.Random(6).sample(read(), 5), step=step)  # noqa: S311
        for answer, points in zip(measured.answers, measured.points, strict=True):
            brief = brief_of(answer, rules="lexical", step=step)
            questions = list(brief.scheme.leaves())
            agent = build_examiner(OfflineExaminer(), brief, questions)
            content = [shared_content(brief), copy_content(pages=(), answers={"1": answer.answer})]
            given = await ask(agent, content, Caller(CallPlan("offline:lexical")))
            assert isinstance(given.value, Examination), given.problem
            mark = marks_of(given, questions, brief.policy.mark_step, brief.policy.language)["1"]
            assert (mark.points or 0) == to_points(str(points))
