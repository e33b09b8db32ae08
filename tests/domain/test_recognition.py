"""A text layer is held against what was read on the picture, and words that ran together are parted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.recognition import agreement, part_words

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


@given(
    st.text("abcdeéèçouy", min_size=3, max_size=9), st.text("ABCDEÉÈOUY", min_size=3, max_size=9), st.integers(0, 9999)
)
def test_words_that_ran_together_are_parted_and_nothing_else_changes(word: str, name: str, number: int) -> None:
    given_name = word.capitalize()
    for parts in ((word, f"{number}"), (word, name), (name, given_name)):
        assert part_words("".join(parts)) == " ".join(parts)
        assert part_words(" ".join(parts)) == " ".join(parts)


@pytest.mark.parametrize(
    "text", ["CaCO3", "KMnO4", "x2 + 3y", "12,5 m/s", "kWh", "pH 7", "2,7g/cm³", "ADN", "L'échelle"]
)
def test_signs_of_science_stay_together(text: str) -> None:
    assert part_words(text) == text
