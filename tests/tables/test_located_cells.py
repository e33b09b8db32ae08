"""Cells with their places: what `read_records` reads, and where it stands."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.tables import Record, locate_cells, read_records

TEXTS = st.text(st.sampled_from("ab1é \"';,\t\r\n="), max_size=40)


@given(TEXTS)
def test_they_are_the_records_that_are_read(text: str) -> None:
    assert _outcome(lambda: [row.record for row in locate_cells(text).records]) == _outcome(lambda: read_records(text))


def _outcome(read: Callable[[], list[Record]]) -> list[Record] | str:
    try:
        return read()
    except InvalidInput as error:
        return str(error)


def test_a_place_has_the_source_with_its_quotes() -> None:
    text = 'sep=;\r\nNom;Note\r\n"A;""b""";"12"\r\n\r\nC;\n'
    sources = [[text[p.start : p.end] for p in row.places] for row in locate_cells(text).records]
    assert sources == [["Nom", "Note"], ['"A;""b"""', '"12"'], ["C", ""]]
    assert [row.record.line for row in locate_cells(text).records] == [2, 3, 5]
