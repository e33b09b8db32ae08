"""A name that was recognised on a scan is taken from the field that it stands in, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.name_place import stands_in_field
from bareme.domain.pages import TextLine


def line(text: str, x0: float, y0: float, *, width: float | None = None, gap: float | None = None) -> TextLine:
    """A line 12 points high; with a `gap`, its last word stands so far behind the others."""
    x1 = x0 + (5.0 * len(text) if width is None else width)
    middle = x0 + 5.0 * len(text.rsplit(maxsplit=1)[0])
    edges = (x0, x1) if gap is None else (x0, middle, middle + gap, middle + gap + 40)
    return TextLine(text=text, x0=x0, y0=y0, x1=edges[-1], y1=y0 + 12, size=9, word_edges=edges, confidence=0.9)


@given(x=st.floats(20, 400), gap=st.floats(1, 60), y=st.floats(20, 200))
def test_a_name_behind_its_label_or_below_it_stands_there(x: float, gap: float, y: float) -> None:
    assert stands_in_field("Bob", [line("Nom et prénom : Bob", x, y, gap=gap)])
    assert stands_in_field("Bob", [line("Nom et prénom :", x, y), line("Bob", x + gap, y + 20)])


@given(x=st.floats(150, 400), gap=st.floats(90, 300), y=st.floats(20, 200))
def test_a_heading_elsewhere_on_the_page_is_no_name(x: float, gap: float, y: float) -> None:
    """The name was written by hand and not recognised, so what comes next in the text is a heading."""
    assert not stands_in_field("Contrôle", [line("Nom et prénom : Contrôle", x, y, gap=gap)])
    assert not stands_in_field("Feuille de réponses", [line("Nom :", x, y), line("Feuille de réponses :", 100, y + 8)])
    assert not stands_in_field("Contrôle", [line("Nom :", x, y), line("Contrôle", x, y + gap)])


@pytest.mark.parametrize("lines", [[], [line("Bob", 20, 20)], [line("Nom : Alice", 20, 20), line("Bob", 20, 40)]])
def test_a_name_that_no_field_holds_was_found_otherwise(lines: list[TextLine]) -> None:
    assert stands_in_field("Bob", lines)
