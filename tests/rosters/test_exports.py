from pathlib import Path

import pytest

from bareme.domain.identity import same_name
from bareme.errors import InvalidInput, UncertainEncoding
from bareme.rosters import read_roster
from tests.rosters.exports import ALL, CASES, CLASS, Export, expected, table

FIELDS = {"number": "student_id", "email": "email", "login": "login", "group": "group"}


@pytest.mark.parametrize("export", [e for e in ALL if not e.refused], ids=lambda e: e.name)
def test_a_list_is_read_whole(export: Export) -> None:
    reading = read_roster(export.data)
    assert len(reading.students) == len(CLASS)
    assert all(same_name(s.name, f"{p.family} {p.given}") for s, p in zip(reading.students, CLASS, strict=True))
    held = export.holds.split()
    assert [{field: getattr(s, FIELDS[field]) for field in held} for s in reading.students] == expected(export)
    others = [name for field, name in FIELDS.items() if field not in held]
    assert not any(getattr(student, name) for student in reading.students for name in others)
    assert len(reading.left_out) == export.left_out


@pytest.mark.parametrize("export", [e for e in ALL if e.refused], ids=lambda e: e.name)
def test_what_cannot_be_told_is_asked_and_what_is_no_list_is_refused(export: Export) -> None:
    with pytest.raises(InvalidInput, match=export.refused) as refusal:
        read_roster(export.data)
    assert str(refusal.value).isprintable()


def test_every_column_is_named_as_used_or_not() -> None:
    reading = read_roster((CASES / "canvas.csv").read_bytes())
    assert reading.columns == {
        "Student": "name",
        "SIS User ID": "number",
        "SIS Login ID": "login",
        "Section": "group",
    }
    assert reading.ignored == ("ID", "Exam (123)")
    assert [row.line for row in reading.left_out] == [2, 4]


def test_a_list_in_mac_roman_is_shown_in_two_readings() -> None:
    data = (CASES / "macroman.csv").read_bytes()
    with pytest.raises(UncertainEncoding) as refusal:
        read_roster(data)
    (encoding, text), (other, _) = refusal.value.readings
    assert (encoding, other) == ("mac_roman", "cp1252")
    assert "ÉLAN;Zoé" in text
    assert read_roster(data, encoding="mac_roman").students[0].name == "ÉLAN Zoé"


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("apogee.csv", ("ÉLAN Zoé", "21000001")),
        ("canvas.csv", ("Elan, Zoe", "4401")),
        ("moodle.csv", ("Zoe Elan", "4401")),
        ("moodle_fr.csv", ("Élan Zoé", "4401")),
        ("moodle_fr2.csv", ("Élan Zoé", "4401")),
        ("nfd.csv", ("ÉLAN Zoé", "1")),
        ("roster.xlsx", ("MARTIN Léa", "1")),
        ("sep.csv", ("ÉLAN Zoé", "1")),
        ("title.csv", ("ÉLAN Zoé", "")),
        ("us.csv", ("Z E", "1")),
        ("utf16.csv", ("ÉLAN Zoé", "")),
    ],
)
def test_the_cases(name: str, student: tuple[str, str]) -> None:
    first = read_roster((CASES / name).read_bytes()).students[0]
    assert (first.name, first.student_id) == student


def test_a_name_with_a_comma_outside_quotes_is_not_cut_in_two() -> None:
    with pytest.raises(InvalidInput, match="line 2 has 3 cells"):
        read_roster(b"Nom,N\xc2\xb0\nMARTIN, Lea,1\nDUPONT, Al,2\n")


def test_an_open_quotation_mark_swallows_no_student() -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_roster(b'Nom;Prenom\n"MARTIN;Lea\nDUPONT;Al\n')


def test_two_of_one_name_are_two_students_and_a_repeated_number_is_told() -> None:
    assert len(read_roster(b"Nom;Prenom\nMARTIN;Lea\nMARTIN;Lea\n").students) == 2
    reading = read_roster(b"Nom;Prenom;N\nMARTIN;Lea;1\nMARTIN;Lou;1\nMARTIN;Lou;1\n")
    assert (len(reading.students), reading.repeated, len(reading.left_out)) == (2, ("1",), 1)


def test_the_documentation_shows_what_is_read() -> None:
    page = Path(__file__).parents[2] / "docs" / "class-lists.md"
    assert table(ALL) in page.read_text(encoding="utf-8")
