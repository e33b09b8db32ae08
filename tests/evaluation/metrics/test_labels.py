from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.levels import match_label
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.labels import LabelScores, label_scores
from tests.evaluation.metrics.columns import is_figure, is_undefined

NAMES = ("non_domain", "contradictory", "correct")


def labelled(first: Sequence[str | None], second: Sequence[str | None], *, resamples: int = 0) -> LabelScores:
    bootstrap = Bootstrap.over(range(len(first)), resamples=resamples)
    return label_scores(first, second, labels=NAMES, bootstrap=bootstrap)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=40))
def test_as_scikit_learn_sees_them(pairs: list[tuple[str, str]]) -> None:
    one, two = ([pair[i] for pair in pairs] for i in (0, 1))
    found = labelled(one, two)
    precision, recall, f1, _ = sk.precision_recall_fscore_support(one, two, average="macro", zero_division=0)
    is_figure(found.accuracy.value, sk.accuracy_score(one, two))
    is_figure(found.macro_f1.value, f1)
    is_figure(found.macro_precision, precision)
    is_figure(found.macro_recall, recall)
    assert [list(row) for row in found.confusion] == sk.confusion_matrix(one, two, labels=NAMES).tolist()
    if len({*one, *two}) > 1:
        is_figure(found.kappa.value, sk.cohen_kappa_score(one, two))
    else:
        is_undefined(found.kappa.value, UndefinedReason.CONSTANT)


def test_intervals_of_labels_hold_the_figure() -> None:
    one = ["correct", "contradictory", "non_domain", "correct"] * 30
    two = ["correct", "correct", "non_domain", "contradictory"] * 30
    found = labelled(one, two, resamples=300)
    for estimate in (found.accuracy, found.macro_f1, found.kappa):
        assert estimate.value.value is not None
        assert estimate.low.value is not None
        assert estimate.high.value is not None
        assert estimate.low.value < estimate.value.value < estimate.high.value


def test_a_label_that_nobody_predicted_has_no_precision() -> None:
    found = labelled(["correct", "non_domain", None], ["correct", "correct", "correct"])
    by_label = {label.label: label for label in found.labels}
    assert (found.pairs, found.left_out) == (2, 1)
    is_undefined(by_label["non_domain"].precision, UndefinedReason.NO_MARKS)
    is_figure(by_label["non_domain"].recall, 0)
    is_undefined(by_label["contradictory"].f1, UndefinedReason.NO_MARKS)
    is_figure(found.macro_precision, 0.25)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Correct", "Correct"),
        ("correct.", "Correct"),
        ("Incorrect", "Incorrect"),
        ("incorrect.\n\nBegruendung: the correct answer is …", "Incorrect"),
        ("Correct.\n\nBegruendung: nichts ist incorrect", "Correct"),
        ("partially_correct", "Partially correct"),
        ("The answer is partially correct", "Partially correct"),
        ("The answer is incorrect", "Incorrect"),
        ("0", "Incorrect"),
        ("2", "Correct"),
        ("7", None),
        ("no idea", None),
        ("", None),
    ],
)
def test_labels_as_models_write_them(text: str, label: str | None) -> None:
    assert match_label(text, ["Incorrect", "Partially correct", "Correct"]) == label
