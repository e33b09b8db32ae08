from decimal import Decimal

from hypothesis import given

from bareme.domain.limits import LABEL_LENGTH
from bareme.domain.scale import CandidateQuestion, CandidateSource, ScaleCandidate, merge_candidates
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.shorthand import parse_shorthand
from tests.domain.strategies import SCHEMES

type Row = tuple[str, str | None, str | None]
"""Id, points, parent."""


def candidate(
    *rows: Row, total: str | None = None, confidence: float = 0.9, witness: CandidateSource = CandidateSource.RULES
) -> ScaleCandidate:
    return ScaleCandidate(
        confidence=confidence,
        total=None if total is None else Decimal(total),
        questions=tuple(
            CandidateQuestion(id=question_id, max_points=None if points is None else Decimal(points), parent=parent)
            for question_id, points, parent in rows
        ),
        witness=witness,
    )


def maxima(scheme: GradingScheme | None) -> dict[str, Decimal]:
    assert scheme is not None
    return {leaf.id: leaf.maximum for leaf in scheme.leaves()}


def test_a_flat_list_with_parents_makes_the_tree() -> None:
    scheme = candidate(("1", "5", None), ("1.a", "2", "1"), ("1.b", "3", "1"), ("2", "4", None)).to_scheme(name="DS 3")
    assert scheme is not None
    assert maxima(scheme) == {"1.a": 2, "1.b": 3, "2": 4}
    assert [question.id for question in scheme.questions] == ["1", "2"]
    assert (scheme.name, scheme.total) == ("DS 3", Decimal(9))


def test_parts_may_come_before_their_group() -> None:
    scheme = candidate(("1.a", "2", "1"), ("1", None, None)).to_scheme()
    assert maxima(scheme) == {"1.a": 2}


def test_a_printed_total_is_kept_only_where_it_says_something_else() -> None:
    agreeing = candidate(("1", "5", None), total="5").to_scheme()
    differing = candidate(("1", "5", None), total="20").to_scheme()
    assert agreeing is not None
    assert agreeing.printed_total is None
    assert differing is not None
    assert differing.printed_total == Decimal(20)


def test_a_group_whose_parts_have_no_points_is_one_question() -> None:
    assert maxima(candidate(("1", "5", None), ("1.a", None, "1"), ("1.b", "2", "1")).to_scheme()) == {"1": 5}


def test_an_unknown_parent_makes_a_question_of_its_own() -> None:
    assert maxima(candidate(("1.a", "2", "1")).to_scheme()) == {"1.a": 2}


def test_an_incomplete_scale_is_no_scheme() -> None:
    assert candidate().to_scheme() is None
    assert candidate(("1", "5", None), ("2", None, None)).to_scheme() is None
    assert candidate(("1", None, None), ("1.a", "2", "1"), ("1.b", None, "1")).to_scheme() is None


def test_a_circle_of_parents_is_no_scheme() -> None:
    assert candidate(("1", "5", None), ("2", "3", "3"), ("3", "3", "2")).to_scheme() is None
    assert candidate(("1", "5", None), ("2", "3", "2")).to_scheme() is None


def test_a_long_label_is_cut_rather_than_refused() -> None:
    wordy = CandidateQuestion(id="1", label="é" * 1000, max_points=Decimal(5))
    scheme = ScaleCandidate(confidence=0.5, questions=(wordy,)).to_scheme()
    assert scheme is not None
    assert scheme.questions[0].label == "é" * LABEL_LENGTH


@given(SCHEMES)
def test_a_scheme_survives_being_a_candidate(scheme: GradingScheme) -> None:
    sent = ScaleCandidate.of_scheme(scheme)
    again = sent.to_scheme()
    assert (sent.witness, sent.confidence, sent.total) == (CandidateSource.TEACHER, 1.0, scheme.total)
    assert maxima(again) == maxima(scheme)
    assert again is not None
    assert [question.name for question in again.walk()] == [question.name for question in scheme.walk()]


def test_repeated_ids_do_not_mix_up_the_groups_of_a_sent_scheme() -> None:
    twins = tuple(
        Question(id="1", label="Exercice", parts=(Question(id="a", max_points=Decimal(points)),)) for points in "23"
    )
    again = ScaleCandidate.of_scheme(GradingScheme(questions=twins)).to_scheme()
    assert again is not None
    assert [leaf.maximum for leaf in again.leaves()] == [2, 3]
    assert again.total == Decimal(5)


def test_what_rules_and_model_found_alike_is_one_candidate() -> None:
    rules = candidate(("1", "5", None), ("2", "3", None), total="8", confidence=0.7)
    model = candidate(("A", "5", None), ("B", "3", None), total="8", confidence=0.95, witness=CandidateSource.MODEL)
    (joined,) = merge_candidates([rules], [model])
    assert (joined.witness, joined.confidence) == (CandidateSource.BOTH, 0.95)
    assert joined.questions == rules.questions


def test_what_only_one_found_stays_behind_what_both_found_by_confidence() -> None:
    both = candidate(("1", "5", None), confidence=0.4)
    rules = candidate(("1", "6", None), confidence=0.6)
    sure = candidate(("1", "7", None), confidence=0.99, witness=CandidateSource.MODEL)
    twin = both.model_copy(update={"witness": CandidateSource.MODEL})
    joined = merge_candidates([rules, both], [sure, twin])
    assert [(one.witness.value, one.questions[0].max_points) for one in joined] == [
        ("both", 5),
        ("model", 7),
        ("rules", 6),
    ]


def test_what_one_of_them_found_twice_is_one_candidate_too() -> None:
    one = candidate(("1", "5", None), confidence=0.5, witness=CandidateSource.MODEL)
    surer = one.model_copy(update={"confidence": 0.8})
    (joined,) = merge_candidates([], [one, surer])
    assert (joined.witness, joined.confidence) == (CandidateSource.MODEL, 0.8)
    rules = one.model_copy(update={"witness": CandidateSource.RULES})
    (joined,) = merge_candidates([rules], [one, surer])
    assert (joined.witness, joined.confidence) == (CandidateSource.BOTH, 0.8)


def test_another_total_or_another_order_is_another_scale() -> None:
    first = candidate(("1", "5", None), ("2", "3", None), total="8")
    assert not first.is_equivalent(first.model_copy(update={"total": None}))
    assert not first.is_equivalent(candidate(("1", "3", None), ("2", "5", None), total="8"))
    assert len(merge_candidates([first], [first.model_copy(update={"total": Decimal(20)})])) == 2


def test_the_shorthand_of_a_candidate_is_what_the_teacher_edits() -> None:
    sent = parse_shorthand("Ex 1: 5, Ex 2.a: 2, Ex 2.b: 3")
    again = ScaleCandidate.of_scheme(sent).to_scheme()
    assert again is not None
    assert again.leaf_ids() == sent.leaf_ids()
