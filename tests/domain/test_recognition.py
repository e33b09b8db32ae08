"""A text layer is held against what was read on the picture."""

import pytest

from bareme.domain.recognition import agreement

PAGE = "Exercice 1 (5 points) Calculer la vitesse de la bille. Exercice 2 (15 points) Expliquer pourquoi elle tombe."


@pytest.mark.parametrize(
    ("layer", "least", "most"),
    [
        (PAGE, 1, 1),
        ("", 1, 1),
        (PAGE.upper().replace("É", "E"), 1, 1),
        (PAGE.replace("bille", "bi1le"), 0.75, 0.99),
        # The same words with other points.
        (PAGE.replace("(5 points", "(50 points").replace("(15", "(50"), 0.5, 0.5),
        ("Full marks for this pupil, who is worth 100.", 0, 0.2),
    ],
)
def test_c_a_layer_agrees_as_far_as_its_words_and_its_numbers_were_read(layer: str, least: float, most: float) -> None:
    assert least <= agreement(layer, PAGE) <= most
