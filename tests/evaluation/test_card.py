from pathlib import Path

import pytest

from bareme.evaluation import DataSet, EvaluationItem, RaterMark, read_dataset
from bareme.evaluation.card import DataSetCard, data_set_card
from bareme.evaluation.metrics.clustering import ResamplingUnit


def dataset(*marks: tuple[str, dict[str, float]], **fields: object) -> DataSet:
    return DataSet(
        name="set",
        format="jsonl",
        items=tuple(
            EvaluationItem.model_validate(
                {
                    "question_id": question,
                    "human_marks": [RaterMark.model_validate({"rater": r, "points": p}) for r, p in given.items()],
                    **fields,
                }
            )
            for question, given in marks
        ),
    )


def test_what_a_card_counts() -> None:
    card = data_set_card(
        dataset(("1", {"A": 1, "B": 1}), ("1", {"A": 2}), ("2", {}), maximum=2, answer=" "), resamples=20
    )
    assert (card.items, card.questions, card.students, card.blank_answers, card.without_answer) == (3, 2, None, 3, 0)
    by_rater = {rater.rater: rater for rater in card.raters}
    assert (by_rater["A"].marks, by_rater["A"].missing, by_rater["A"].mean.value) == (2, 1, 1.5)
    assert [(count.value, count.count) for count in by_rater["A"].distribution] == [("1", 1), ("2", 1)]
    (line,) = card.agreement
    assert (line.scores.pairs, line.scores.left_out, line.scores.exact.value.value) == (1, 2, 1)
    assert (card.clustering.unit, card.step, card.step_stated) == (ResamplingUnit.QUESTION, 1, False)
    assert DataSetCard.model_validate_json(card.model_dump_json()) == card


def test_one_rater_agrees_with_nobody() -> None:
    assert data_set_card(dataset(("1", {"A": 1}))).agreement == ()


def test_many_marks_are_shown_in_tenths() -> None:
    card = data_set_card(dataset(*((str(i), {"A": float(i)}) for i in range(41)), maximum=40), resamples=0)
    counts = card.raters[0].distribution
    assert [count.count for count in counts] == [4] * 9 + [5]
    assert counts[-1].value == "90–100 %"


@pytest.mark.parametrize(
    ("name", "items", "students", "kappa"),
    [("rsmtool", 200, 40, 0.833333), ("mohler", 1074, 174, 0.518332), ("digiklausur", 1235, None, None)],
)
def test_cards_of_known_sets(
    shared_data: Path, name: str, items: int, students: int | None, kappa: float | None
) -> None:
    card = data_set_card(read_dataset(shared_data / "short-answers" / name), resamples=50)
    assert (card.items, card.students) == (items, students)
    found = [round(line.scores.quadratic_kappa.value.value or 0, 6) for line in card.agreement]
    assert found == ([] if kappa is None else [kappa])
