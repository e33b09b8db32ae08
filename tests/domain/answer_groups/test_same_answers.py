"""Groups of copies with the same answer."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.answer_groups.close_answers import close_sets, unsettled
from bareme.domain.answer_groups.same_answers import answer_text, same_by_rules, to_groups, unequal_groups
from bareme.domain.attempts import Mark, MarkStatus
from bareme.domain.copies import Copy
from tests.domain.sessions import mark

PAPER = Copy(copy_id="c01")


def read(*transcriptions: str) -> list[Mark]:
    return [mark("1", "1", transcription=text) for text in transcriptions]


def test_a_reading_is_what_more_than_half_of_the_graders_read() -> None:
    assert answer_text(PAPER, "1", read("12,5 m/s")) == "12,5 m/s"
    assert answer_text(PAPER, "1", read("12,5 m/s", "12.5 m.s⁻¹")) == "12,5 m/s"
    assert answer_text(PAPER, "1", read("12,5 m/s", "12,6 m/s")) is None
    assert answer_text(PAPER, "1", read("12,6 m/s", "12,5 m/s", "12.50 m/s")) == "12,5 m/s"


def test_what_is_blank_left_out_or_illegible_has_no_reading() -> None:
    for status in set(MarkStatus) - {MarkStatus.GRADED}:
        assert answer_text(PAPER, "1", [mark("1", status, transcription="12")]) is None
    assert answer_text(PAPER, "1", [*read("12"), mark("1", MarkStatus.MISSING)]) is None
    assert answer_text(PAPER, "1", read(" … ")) is None
    assert answer_text(PAPER, "1", []) is None


def test_a_failed_grader_takes_no_reading_away() -> None:
    assert answer_text(PAPER, "1", [*read("12"), mark("1", MarkStatus.FAILED)]) == "12"


def test_a_typed_answer_is_its_own_reading() -> None:
    typed = Copy(copy_id="c01", answers={"1": "12", "2": " "})
    assert answer_text(typed, "1", read("something else")) == "12"
    assert answer_text(typed, "1", [mark("1", MarkStatus.FAILED)]) is None
    assert answer_text(typed, "2", read("something else")) is None


ANSWERS = st.lists(st.sampled_from(["12", "12,0", "12 m", "oui", "Oui.", "non"]), min_size=1, max_size=12).map(
    lambda texts: {f"c{i:02}": text for i, text in enumerate(texts)}
)


@given(ANSWERS, st.data())
def test_saying_the_same_is_an_equivalence(readings: dict[str, str], data: st.DataObject) -> None:
    same = same_by_rules(readings)
    assert sorted(i for copy_ids in same for i in copy_ids) == sorted(readings)
    joined = data.draw(st.lists(st.lists(st.sampled_from(sorted(readings)), min_size=2, max_size=3), max_size=3))
    groups = to_groups(readings, same, joined)
    members = [i for group in groups for i in group.copy_ids]
    assert len(members) == len(set(members))
    # What was together stays together, and what was joined is together.
    by_copy = {i: group for group in groups for i in group.copy_ids}
    for copy_ids in [*same, *joined]:
        assert len({id(by_copy.get(i)) for i in copy_ids}) == 1
    if not joined:
        assert not any(group.by_model for group in groups)


def test_who_joined_a_group_is_told() -> None:
    readings = {"c01": "alu", "c02": "alu.", "c03": "aluminium", "c04": "fer", "c05": "Fer"}
    groups = to_groups(readings, same_by_rules(readings), [["c01", "c03"]])
    assert [(group.copy_ids, group.by_model) for group in groups] == [
        (("c01", "c02", "c03"), True),
        (("c04", "c05"), False),
    ]


def test_unequal_groups_leave_out_what_has_no_points() -> None:
    readings = dict.fromkeys(["c01", "c02", "c03"], "12")
    groups = to_groups(readings, same_by_rules(readings))
    assert unequal_groups(groups, {"c01": Decimal(1), "c02": None, "c03": Decimal(1)}) == []
    ((_, marks),) = unequal_groups(groups, {"c01": Decimal(1), "c02": None, "c03": Decimal(2)})
    assert marks == {"c01": Decimal(1), "c03": Decimal(2)}


def asked(readings: dict[str, str], points: dict[str, int]) -> list[list[str]]:
    same = same_by_rules(readings)
    close = close_sets(readings, same, limit=0.35)
    return unsettled(close, same, {i: Decimal(value) for i, value in points.items()})


def test_close_answers_with_other_marks_are_unsettled() -> None:
    readings = {"c01": "Le fusible coupe le courant.", "c02": "Un fusible coupe le courant", "c03": "Je ne sais pas."}
    assert asked(readings, {"c01": 1, "c02": 2, "c03": 0}) == [["c01", "c02"]]
    assert asked(readings, {"c01": 1, "c02": 1, "c03": 0}) == []


def test_other_numbers_are_settled_by_rules() -> None:
    readings = {"c01": "La vitesse est de 12,5 m/s", "c02": "La vitesse est de 12,6 m/s"}
    assert asked(readings, {"c01": 1, "c02": 0}) == []


def test_the_same_words_in_another_order_are_unsettled() -> None:
    readings = {"c01": "rouge vert bleu jaune", "c02": "jaune bleu vert rouge"}
    assert asked(readings, {"c01": 1, "c02": 0}) == [["c01", "c02"]]


@given(ANSWERS, st.data())
def test_marks_decide_only_whether_a_set_is_asked_about(readings: dict[str, str], data: st.DataObject) -> None:
    points = {i: Decimal(data.draw(st.integers(0, 2))) for i in readings}
    spread = {i: Decimal(n) for n, i in enumerate(readings)}
    same = same_by_rules(readings)
    every = close_sets(readings, same, limit=0.35)
    assert unsettled(every, same, spread) == every
    assert [found for found in unsettled(every, same, points) if found not in every] == []
