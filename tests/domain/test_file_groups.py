"""Which files are taken for one student's by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.file_groups import Bond, NamedFile, group_files


def grouped(*names: str, pages: int = 1) -> list[list[str]]:
    files = [NamedFile(name, pages) for name in names]
    return [[names[place] for place in group.places] for group in group_files(files)]


@pytest.mark.parametrize(
    "names",
    [
        ["dupont-1.jpg", "dupont-2.jpg"],
        ["dupont.jpg", "dupont (2).jpg"],
        ["Dupont Marie p1.jpg", "dupont_marie_p2.JPG"],
        ["dupont1.png", "dupont2.png", "dupont10.png"],
        ["LE GALL recto.jpg", "LE GALL verso.jpg"],
        ["Zoé page 1.heic", "Zoe page 2.heic"],
        ["dupont_a.jpg", "dupont_b.jpg"],
    ],
)
def test_photographs_of_one_name_are_one_copy(names: list[str]) -> None:
    assert grouped(*names) == [names]
    assert grouped(*reversed(names), "martin.jpg") == [names, ["martin.jpg"]]


@pytest.mark.parametrize(
    "names",
    [
        ["IMG_0001.jpg", "IMG_0002.jpg"],
        ["scan-1.jpg", "scan-2.jpg"],
        ["copie 1.jpg", "copie 2.jpg"],
        ["élève-1.jpg", "élève-2.jpg"],
        ["3eB-1.jpg", "3eB-2.jpg"],
        ["21000003.jpg", "21000004.jpg"],
        ["dupont.jpg", "durand.jpg"],
        ["dupont-1.jpg", "dupont-1.png"],
        ["WhatsApp Image 1.jpg", "WhatsApp Image 2.jpg"],
        ["1.jpg", "2.jpg"],
    ],
)
def test_names_that_tell_no_student_join_nothing(names: list[str]) -> None:
    assert grouped(*names) == [[name] for name in names]


def test_files_of_several_pages_are_not_joined_by_their_names() -> None:
    assert grouped("dupont-1.pdf", "dupont-2.pdf", pages=4) == [["dupont-1.pdf"], ["dupont-2.pdf"]]


def test_what_a_school_system_names_is_one_students() -> None:
    lea, paul = "Léa MARTIN_12345_assignsubmission_file_/{}", "Paul DUPONT_12346_assignsubmission_file_/{}"
    names = [lea.format("b.jpg"), lea.format("a.pdf"), paul.format("copie.pdf")]
    groups = group_files([NamedFile(name, 3) for name in names])
    assert groups == [((1, 0), Bond.SUBMISSION), ((2,), Bond.SUBMISSION)]
    typed = "Léa MARTIN_12345_assignsubmission_onlinetext_/onlinetext.html"
    assert grouped(typed, lea.format("b.jpg"), paul.format("b.jpg")) == [
        [lea.format("b.jpg"), typed],
        [paul.format("b.jpg")],
    ]
    flat = ["dupontpaul_late_4321_98765_x.pdf", "dupontpaul_late_4321_98766_y.jpg", "durandeve_4322_98767_x.pdf"]
    assert grouped(*flat) == [flat[:2], flat[2:]]


def test_a_folder_is_a_students_if_its_files_tell_nobody() -> None:
    assert grouped("DUPONT Marie/1.jpg", "DUPONT Marie/2.jpg", "NGUYEN Hugo/IMG_1.jpg") == [
        ["DUPONT Marie/1.jpg", "DUPONT Marie/2.jpg"],
        ["NGUYEN Hugo/IMG_1.jpg"],
    ]
    assert grouped("Li Wu/exo1.pdf", "Li Wu/graph.pdf", "Al Yi/exo1.pdf", "Al Yi/graph.pdf", pages=2) == [
        ["Li Wu/exo1.pdf", "Li Wu/graph.pdf"],
        ["Al Yi/exo1.pdf", "Al Yi/graph.pdf"],
    ]
    assert grouped("3eB/dupont.pdf", "3eB/martin.pdf") == [["3eB/dupont.pdf"], ["3eB/martin.pdf"]]
    assert grouped("class/dupont-1.jpg", "class/martin-1.jpg", "class/dupont-2.jpg") == [
        ["class/dupont-1.jpg", "class/dupont-2.jpg"],
        ["class/martin-1.jpg"],
    ]
    assert grouped("copies/1.jpg", "copies/2.jpg") == [["copies/1.jpg"], ["copies/2.jpg"]]


@given(st.lists(st.text(alphabet="dupont-1 2/_.jpg()é", min_size=1, max_size=20), max_size=8))
def test_every_file_is_in_one_group(names: list[str]) -> None:
    groups = group_files([NamedFile(name, 1) for name in names])
    assert sorted(place for group in groups for place in group.places) == list(range(len(names)))
