import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.errors import InvalidInput
from bareme.rosters import read_roster
from tests.cli.conftest import ENGLISH, FRENCH

LEA = Student(name="MARTIN Léa", student_id="9", group="3e B")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Nom;Prénom;Classe;N°\nMARTIN;Léa;3e B;9\n".encode(), LEA),
        ("\ufeffN°;NOM;PRENOM;CLASSE\r\n9;MARTIN;Léa;3e B\r\n".encode(), LEA),
        ("Nom;Prénom;Classe;N°\nMARTIN;Léa;3e B;9\n".encode("cp1252"), LEA),
        ("Nom,Prénom,Classe,N°\nMARTIN,Léa,3e B,9\n".encode(), LEA),
        ("Nom\tPrénom\tClasse\tN°\nMARTIN\tLéa\t3e B\t9\n".encode(), LEA),
        ("Élève;Division\nMARTIN Léa;3e B\n".encode(), Student(name="MARTIN Léa", group="3e B")),
        (
            b"Student ID,Last name,First name,Class\n7,Smith,Anna,9C\n",
            Student(name="Anna Smith", student_id="7", group="9C"),
        ),
        (b'Name,ID\n"Smith, Anna",7\n', Student(name="Smith, Anna", student_id="7")),
        ("MARTIN Léa\n".encode(), Student(name="MARTIN Léa")),
        ("Nom;Prénom\n;\n\nMARTIN;Léa\n".encode(), Student(name="MARTIN Léa")),
        ("Nom;Prénom;Classe\nMARTIN\n".encode(), Student(name="MARTIN")),
    ],
)
def test_what_schools_write(data: bytes, expected: Student) -> None:
    assert read_roster(data).students == (expected,)


@pytest.mark.parametrize("data", [b"", b"\n;;\n", b"Nom;Classe\n;3e B\n", b"a;b;c\nd;e;f\n"])
def test_what_is_no_class_list(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_roster(data)


def test_the_fixtures() -> None:
    assert read_roster((FRENCH / "roster.csv").read_bytes()).students[8] == LEA
    assert read_roster((ENGLISH / "roster.csv").read_bytes()).students[6] == Student(
        name="Anna Smith", student_id="9047", group="9C"
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_a_class_list_or_refused(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        assert read_roster(data).students
