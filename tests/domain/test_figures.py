from decimal import Decimal

import pytest
from pydantic import ValidationError

from bareme.domain.figures import Figure, UndefinedReason, ratio


@pytest.mark.parametrize(
    "fields",
    [{}, {"value": 1.0, "undefined": "constant"}, {"value": float("nan")}, {"value": float("inf")}],
)
def test_a_figure_is_a_number_or_a_reason(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate(fields)


def test_a_ratio_to_nothing_says_why() -> None:
    assert ratio(1, 4) == Figure.of(0.25)
    assert ratio(0, 0) == Figure.none(UndefinedReason.NO_MARKS)
    assert ratio(Decimal(1), Decimal("0.00"), otherwise=UndefinedReason.CONSTANT) == Figure.none(
        UndefinedReason.CONSTANT
    )


def test_figures_travel() -> None:
    for figure in (Figure.of(1 / 3), Figure.none(UndefinedReason.TOO_FEW_MARKS)):
        assert Figure.model_validate_json(figure.model_dump_json()) == figure
