import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.graphs.roster import SURE, match_file_name, match_student

ROSTER = [
    Student(name=name, student_id=str(number))
    for number, name in enumerate(
        [
            "ABADIE Zoé",
            "BÉNARD Loïc",
            "DUPONT Jean",
            "DUPONT Jeanne",
            "MARTIN Jean-Pierre",
            "de la ROCHEFOUCAULD-MONTMORENCY Alexandre",
            "de la ROCHEFOUCAULD-MONTMORENCY Alexandra",
            "O’BRIEN Siobhán",
        ]
    )
]


def matched(name: str, *, confidence: float = 0.95) -> str | None:
    student, _ = match_student(name, ROSTER, confidence=confidence)
    return student.name if student in ROSTER else None


@pytest.mark.parametrize(
    ("read", "student"),
    [
        ("ABADIE Zoé", "ABADIE Zoé"),
        ("zoe abadie", "ABADIE Zoé"),
        ("Abadie, Zoë", "ABADIE Zoé"),
        ("Bernard Loic", "BÉNARD Loïc"),
        ("Loïc BENARD", "BÉNARD Loïc"),
        ("Jean Dupont", "DUPONT Jean"),
        ("Jeanne Dupont", "DUPONT Jeanne"),
        ("Martin Jean Pierre", "MARTIN Jean-Pierre"),
        ("Siobhan O'Brien", "O’BRIEN Siobhán"),
        ("Alexandra de la Rochefoucauld Montmorency", "de la ROCHEFOUCAULD-MONTMORENCY Alexandra"),
        ("Zoé", "ABADIE Zoé"),
        ("Siobhán", "O’BRIEN Siobhán"),
    ],
)
def test_a_name_is_found_whatever_its_order_case_accents_and_slips(read: str, student: str) -> None:
    assert matched(read) == student


@pytest.mark.parametrize("read", ["Dupont", "Jean", "Rochefoucauld", "Nguyen Van", "Z."])
def test_a_name_that_fits_several_or_nobody_stays_as_it_was_read(read: str) -> None:
    student, confidence = match_student(f" {read} ", ROSTER, confidence=0.95)
    assert student == Student(name=read)
    assert confidence < SURE


@pytest.mark.parametrize("read", ["", "  ", "…", "- -"])
def test_a_name_without_a_letter_is_no_name(read: str) -> None:
    assert match_student(read, ROSTER, confidence=0.9) == (None, 0.0)


def test_without_a_roster_a_name_stands_as_sure_as_it_was_read() -> None:
    assert match_student(" Zoé Abadie ", [], confidence=0.9) == (Student(name="Zoé Abadie"), 0.9)


def test_a_match_is_no_surer_than_the_reading_or_the_likeness() -> None:
    assert match_student("ABADIE Zoé", ROSTER, confidence=0.4)[1] == 0.4
    assert match_student("Bernard Loic", ROSTER, confidence=1.0)[1] < 1.0
    assert match_student("Zoé", ROSTER, confidence=1.0)[1] < SURE


def test_a_name_written_out_exactly_is_as_sure_as_its_reading_though_another_is_much_alike() -> None:
    name = "Alexandra de la Rochefoucauld Montmorency"
    assert match_student(name, ROSTER, confidence=0.95) == (ROSTER[6], 0.95)


def test_namesakes_are_not_told_apart() -> None:
    twins = [Student(name="MARTIN Léa", student_id="1"), Student(name="Martin Lea", student_id="2")]
    student, confidence = match_student("Léa Martin", twins, confidence=0.95)
    assert student == Student(name="Léa Martin")
    assert confidence < SURE


@given(st.text(max_size=30), st.floats(0, 1))
def test_a_confidence_is_never_raised(read: str, confidence: float) -> None:
    student, sure = match_student(read, ROSTER, confidence=confidence)
    assert 0 <= sure <= confidence + 0.001
    assert student is not None or sure == 0


@pytest.mark.parametrize(
    ("file_name", "student"),
    [
        ("abadie_zoe.pdf", "ABADIE Zoé"),
        ("copies/2025/BENARD Loïc.pdf", "BÉNARD Loïc"),
        ("03-dupont.jeanne.pdf", "DUPONT Jeanne"),
        ("scan0042.pdf", None),
        ("42.pdf", None),
        ("dupont.pdf", None),
        (".pdf", None),
    ],
)
def test_a_file_may_be_named_after_a_student_of_the_roster(file_name: str, student: str | None) -> None:
    found, confidence = match_file_name(file_name, ROSTER)
    assert (found.name if found else None) == student
    assert (confidence > 0) is (student is not None)
    assert confidence < SURE


def test_a_file_name_alone_names_nobody() -> None:
    assert match_file_name("abadie_zoe.pdf", []) == (None, 0.0)
