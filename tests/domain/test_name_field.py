"""A name field is found wherever at most two words stand before its label."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bareme.domain.name_field import name_fields

_LABELS = ["Nom", "NOM et Prénom", "Nom de l'élève", "Name of the candidate", "Family name", "Élève"]
_BEFORE = st.lists(st.text("0123456789_-.•|", min_size=1, max_size=40), max_size=2)
_GAPS = st.sampled_from(["", " "])


@given(before=_BEFORE, label=st.sampled_from(_LABELS), gaps=st.tuples(_GAPS, _GAPS), is_below=st.booleans())
@example(before=["1.", "." * 30], label="Nom", gaps=("", ""), is_below=True)
@example(before=["_" * 30], label="Nom", gaps=("", ""), is_below=True)
def test_whatever_stands_before_a_label(before: list[str], label: str, gaps: tuple[str, str], is_below: bool) -> None:
    line = f"{' '.join(before)}{gaps[0]}{label}{gaps[1]}:"
    lines = [line, "Ada Dupont"] if is_below else [f"{line} Ada Dupont"]
    assert [(field.value, field.label_line) for field in name_fields(lines)] == [("Ada Dupont", 0)]


@pytest.mark.parametrize("line", ["On lui demande son nom : Ada", "Quel est le nom : Ada"])
def test_a_label_in_a_sentence_is_none(line: str) -> None:
    assert not list(name_fields([line]))
