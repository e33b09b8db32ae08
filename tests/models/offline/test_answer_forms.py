"""Answers of known worth in many forms: what the rules decide with confidence is right."""

import pytest

from bareme.domain.attempts import MarkStatus
from tests.benchmarks.answer_cases import WRITTEN, cases
from tests.benchmarks.answer_cases_held_out import HELD_OUT
from tests.benchmarks.answer_cases_second import SECOND
from tests.benchmarks.answer_cases_third import THIRD
from tests.benchmarks.answer_forms import judge
from tests.typed_answers.last import LAST
from tests.typed_answers.later import LATER
from tests.typed_answers.notations import NOTATIONS
from tests.typed_answers.numbers import NUMBERS
from tests.typed_answers.words import WORDS


@pytest.mark.parametrize("rules", ["lexical", "strict"])
@pytest.mark.parametrize("family", [*WRITTEN, *HELD_OUT, *SECOND, *THIRD], ids=lambda family: family.__name__)
def test_nothing_is_wrong_at_a_high_confidence(family, rules):
    tallies = judge(cases([family], draws=8, seed=2), rules=rules)
    wrong = [entry for tally in tallies.values() for entry in tally.wrong_though_sure]
    assert wrong == []


@pytest.mark.parametrize(
    "kinds", [NUMBERS, WORDS, NOTATIONS, LATER, LAST], ids=["numbers", "words", "notations", "later", "last"]
)
def test_nothing_is_wrong_in_any_way_of_answering(kinds):
    tallies = judge(cases(kinds, draws=2, seed=4)).values()
    assert [entry for tally in tallies for entry in tally.wrong_though_sure] == []
    decided = sum(tally.right + len(tally.wrong) for tally in tallies)
    assert sum(len(tally.wrong) for tally in tallies) < 0.02 * decided


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (
            "Warm air rises because it is less dense than cold air.",
            "Cold air rises because it is less dense than warm air.",
        ),
        ("Le catalyseur accélère la réaction.", "Une erreur fréquente : le catalyseur accélère la réaction."),
        ("19 de julio de 1779", "19 de junio de 1779"),
        ("j'ai fini", "il a fini"),
        ("la souris", "le souris"),
        ("1 = d, 2 = c, 3 = b", "1 = c, 2 = d, 3 = b"),
        ("x += 1", "x -= 1"),
        ("5!", "5"),
        ("4 7 10 13", "471013"),
        ("Aa", "AA"),
        ("cien años", "cien anos"),
        ("a mangé", "a mange"),
        ("A) Rome", "A) Paris"),
    ],
)
async def test_words_that_are_not_the_keys_wording_are_left_to_a_person(examine, scheme_of, key, answer):
    scheme = scheme_of({"id": "1", "max_points": 2, "expected_answer": key})
    mark = (await examine(scheme, answers={"1": answer}))["1"]
    assert mark.points is None or mark.points == 0 or mark.confidence < 0.6


@pytest.mark.parametrize("family", WRITTEN, ids=lambda family: family.__name__)
def test_right_answers_are_mostly_decided(family):
    tallies = judge(cases([family], draws=8, seed=3))
    right = [tally for kind, tally in tallies.items() if "right" in kind]
    decided, left = sum(tally.right for tally in right), sum(tally.undecided for tally in right)
    assert decided > 0.9 * (decided + left)


@pytest.mark.parametrize(
    ("key", "answer", "points"),
    [
        ("isosceles", "isosceles  triangle", 2),
        ("isosceles triangle", "isosceles  triangle", 2),
        ("isosceles", "not isosceles", 0),
        ("1/3 (ou 4/12)", "1/3", 2),
        ("1/3 (ou 4/12)", "4, 12", 0),
        ("x = 4 (2 pts)", "x = 4", 2),
        ("x = 3 ou x = -2", "x = -2", 0),
        ("CO", "Co", 2),
    ],
)
async def test_seen_before(examine, scheme_of, key, answer, points):
    scheme = scheme_of({"id": "1", "max_points": 2, "expected_answer": key})
    mark = (await examine(scheme, answers={"1": answer}))["1"]
    assert mark.status is MarkStatus.GRADED
    assert mark.points == points
    assert "pts" not in mark.feedback


async def test_a_capital_may_tell_symbols_apart(examine, scheme_of):
    scheme = scheme_of({"id": "1", "max_points": 2, "expected_answer": "CO"})
    assert (await examine(scheme, answers={"1": "Co"}))["1"].confidence < 0.6


@pytest.mark.parametrize("answer", ["P = 7 W", "P = U × I"])
async def test_what_the_key_remarks_may_give_an_answer_more(examine, scheme_of, answer):
    key = "Réponse attendue : P = U × I = 6 W\nBarème : formule P = U × I (1 point) ; résultat 6 W (1 point)"
    remark = "Résultat cohérent avec une valeur fausse trouvée en a) : ne pas pénaliser deux fois."
    question = {"id": "1", "max_points": 2}
    for scheme, papers in (
        (scheme_of(question), f"1. {key}\n{remark}"),
        (scheme_of({**question, "guidelines": remark}), f"1. {key}"),
    ):
        assert (await examine(scheme, answers={"1": answer}, key=papers))["1"].confidence < 0.6
        full = (await examine(scheme, answers={"1": "P = U × I = 6 W"}, key=papers))["1"]
        assert full.confidence > 0.9


@pytest.mark.parametrize("between", [" : ", ": ", " | ", " "])
async def test_points_in_front_of_the_expected_answer_leave_nothing_behind(examine, scheme_of, between):
    scheme = scheme_of({"id": "1", "max_points": 2, "expected_answer": f"(2 points){between}-12 m/s"})
    mark = (await examine(scheme, answers={"1": "45 km/h"}))["1"]
    assert mark.feedback.endswith("Il manque\u00a0: -12 m/s.")
