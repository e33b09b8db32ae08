"""Whose row it is: by number, e-mail, login or name, and never guessed."""

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.rosters.row_identity import RowIdentity
from bareme.school_files.matching import match
from bareme.school_files.outcome import Outcome

CLASS = [
    Student(name="MARTIN Léa", student_id="21000003", email="lea.martin3@example.org", login="lmartin3"),
    Student(name="MARTIN Léa", student_id="21000004", email="lea.martin4@example.org", login="lmartin4"),
    Student(name="O'BRIEN Siobhán", student_id="21000005"),
    Student(name="NUÑEZ Íñigo"),
]


def row(name: str = "", number: str = "", email: str = "", login: str = "") -> RowIdentity:
    return RowIdentity(name=name, number=number, group="", email=email, login=login)


def test_each_way_to_tell_a_pupil() -> None:
    rows = [
        row(number="21000004"),
        row(email="LEA.martin3@example.org"),
        row(name="Iñigo Nunez"),
        row("Siobhan O’Brien"),
    ]
    assert match(rows, CLASS) == [1, 0, 3, 2]


def test_who_cannot_be_told_is_left() -> None:
    assert match([row("Léa Martin")], CLASS) == [Outcome.AMBIGUOUS]
    assert match([row("Léa Martins")], CLASS) == [Outcome.UNKNOWN]
    assert match([row("Íñigo Nuñez", "21000005")], CLASS) == [Outcome.CONTRADICTORY]
    assert match([row(number="21000003", email="lea.martin4@example.org")], CLASS) == [Outcome.CONTRADICTORY]
    # Numbers of the same kind, and another one.
    assert match([row("Siobhán O'Brien", "99"), row(number="21000003")], CLASS) == [Outcome.CONTRADICTORY, 0]
    assert match([row(number="021000003")], CLASS) == [Outcome.UNKNOWN]


def test_two_rows_are_never_for_one_pupil() -> None:
    assert match([row("Nuñez Íñigo"), row("Íñigo Nuñez")], CLASS) == [Outcome.AMBIGUOUS, Outcome.AMBIGUOUS]
    assert match([row("O'Brien Siobhán", "21000005"), row("Siobhán O'Brien")], CLASS) == [2, Outcome.AMBIGUOUS]


def test_numbers_of_another_kind_tell_nothing() -> None:
    rows = [row("Siobhán O'Brien", "A1"), row("Íñigo Nuñez", "A2")]
    assert match(rows, CLASS) == [2, 3]
    # But a single namesake in a list whose numbers are all others is hardly of this class.
    assert match([rows[0], row("Jean Dupont", "A3")], CLASS) == [Outcome.CONTRADICTORY, Outcome.UNKNOWN]


def test_what_tells_a_pupil_tells_nobody_of_another_name() -> None:
    """A number may count the rows of each list, and brothers and sisters have their parents' address."""
    counted = [Student(name="MARTIN Léa", student_id="1"), Student(name="DURAND Paul", student_id="2")]
    other_class = [row("PETIT Jean", "1"), row("GRAND Luc", "2")]
    assert match(other_class, counted) == [Outcome.CONTRADICTORY, Outcome.CONTRADICTORY]
    assert match([row("MARTIN Jeanne", email="lea.martin3@example.org")], CLASS) == [Outcome.CONTRADICTORY]
    # A shorter form of the name, and two things that tell the same pupil.
    assert match([row("MARTIN-DURAND Léa", "21000003"), row("O'Brien S.", "21000005")], CLASS) == [0, 2]
    assert match([row("DURAND Léa", "21000003", "lea.martin3@example.org")], CLASS) == [0]


def test_a_number_that_a_spreadsheet_shortened_tells_nothing() -> None:
    shortened = Student(name="MARTIN Léa", student_id="1,23457E+12")
    assert match([row(number="1,23457E+12")], [shortened]) == [Outcome.UNKNOWN]
    rows = [row("Siobhán O'Brien", "2,1E+07"), row(number="21000003")]
    assert match(rows, CLASS) == [2, 0]
    zeros = [Student(name="ÉLAN Zoé", student_id="00412"), Student(name="MARTIN Léa", student_id="21000003")]
    numbers = [row("ÉLAN Zoé", "412"), row("MARTIN Léa", "21000003")]
    assert match(numbers, zeros) == [0, 1]
    assert match([row(number="412"), numbers[1]], zeros) == [Outcome.UNKNOWN, 1]


NAMES = st.sampled_from(["Léa Martin", "Ana Díaz", "Bo Li"])
KEYS = st.sampled_from(["", "1", "2", "3"])
ROWS = st.builds(row, name=NAMES | st.just(""), number=KEYS, email=KEYS, login=KEYS)
STUDENTS = st.builds(Student, name=NAMES, student_id=KEYS, email=KEYS, login=KEYS)


@given(st.lists(ROWS, max_size=6), st.lists(STUDENTS, max_size=6))
def test_a_match_is_the_only_one_and_says_nothing_else(rows: list[RowIdentity], students: list[Student]) -> None:
    places = match(rows, students)
    matched = [place for place in places if isinstance(place, int)]
    assert len(set(matched)) == len(matched)
    for one, place in zip(rows, places, strict=True):
        if not isinstance(place, int):
            continue
        student = students[place]
        agreed = [
            bool(a) and a == b
            for a, b in ((one.number, student.student_id), (one.email, student.email), (one.login, student.login))
        ]
        if not any(agreed):
            assert one.name == student.name
            assert [other.name for other in students if other != student].count(one.name) == 0 or any(
                (one.number, one.email, one.login)
            )
