"""Immutable models: what they share, and that sharing it is not seen."""

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.pages import TextLine

OPTIONAL = {"bold": True, "word_edges": (1.0, 2.0), "confidence": 0.5}
REQUIRED = {"text": "Nom", "x0": 1, "y0": 2, "x1": 3, "y1": 4, "size": 5}
some_fields = st.sets(st.sampled_from(sorted(OPTIONAL)))


def line(names: set[str]) -> TextLine:
    return TextLine.model_validate(REQUIRED | {name: OPTIONAL[name] for name in names})


@given(some_fields, some_fields)
def test_models_share_the_names_of_their_set_fields_if_these_are_equal(first: set[str], second: set[str]) -> None:
    one, other = line(first), line(second)
    assert (one.model_fields_set is other.model_fields_set) == (first == second)
    assert one.model_fields_set == {*REQUIRED, *first}


@given(some_fields, some_fields, st.booleans())
def test_a_changed_copy_leaves_the_set_fields_of_its_original_and_shares_its_own(
    before: set[str], added: set[str], deep: bool
) -> None:
    original = line(before)
    changed = original.model_copy(update={name: OPTIONAL[name] for name in added}, deep=deep)
    assert original.model_fields_set == {*REQUIRED, *before}
    assert changed == line(before | added)
    assert changed.model_fields_set is line(before | added).model_fields_set
    assert changed.model_dump(exclude_unset=True) == line(before | added).model_dump(exclude_unset=True)
