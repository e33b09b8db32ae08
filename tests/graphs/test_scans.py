"""Students and pages of scans: what file names tell, and what is left to the teacher."""

from pathlib import Path

import pytest
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from tests.graphs.conftest import document, found
from tests.papers import photograph, scan

SCALE = "Q1: 5, Q2: 5"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Five copies of two pages each, scanned into one file."""
    path = tmp_path / "class.pdf"
    path.write_bytes(scan(pages=10))
    return path


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("amc/multicol_dims/scans/multicol-scans.pdf", 3),
        ("amc/base2decimals/scans/1.pdf", 2),
        ("korrigo/multi_booklets_20p.pdf", 20),
        ("korrigo/mixed_orientation.pdf", 4),
    ],
)
async def test_pages_that_nothing_divides_stay_together(
    graph: GradingGraph, shared_data: Path, name: str, pages: int
) -> None:
    await check_together(graph, shared_data / "scans" / name, pages)


async def test_pages_of_a_scan_made_here_stay_together(graph: GradingGraph, paper: Path) -> None:
    await check_together(graph, paper, 10)


async def check_together(graph: GradingGraph, path: Path, pages: int) -> None:
    question = await found(graph, path.name, documents=[document(path)], scheme=SCALE)
    (copy,) = question["students"]
    assert [page["index"] for page in copy["pages"]] == list(range(pages))
    assert copy["student"] is None
    assert set(copy["flags"]) == {"not_split", "name_uncertain"}
    assert any(path.name in warning for warning in question["warnings"])


async def test_a_photograph_each_is_a_copy_each(graph: GradingGraph, tmp_path: Path) -> None:
    roster = [{"name": "Boulix Jojo", "student_id": "007"}, {"name": "Marchand Paul", "student_id": "123"}]
    files = [tmp_path / "jojo.jpg", tmp_path / "paul.jpg"]
    for number, file in enumerate(files):
        file.write_bytes(photograph(number))
    question = await found(graph, "photos", documents=[document(file) for file in files], students=roster, scheme=SCALE)
    # The files are named after the students, which is a hint and no more: it stays flagged.
    assert [copy["student"]["student_id"] for copy in question["students"]] == ["007", "123"]
    assert [copy["flags"] for copy in question["students"]] == [["name_uncertain"], ["name_uncertain"]]


async def test_graded_copies_named_in_the_file_name(graph: GradingGraph, tmp_path: Path) -> None:
    names = ["000_Perfect.pdf", "007_Jojo.pdf", "132_Globis.pdf"]
    for pages, name in enumerate(names, start=1):
        (tmp_path / name).write_bytes(scan(pages))
    roster = [{"name": "Jojo"}, {"name": "Globis"}, {"name": "Perfect"}]
    files = [document(tmp_path / name) for name in names]
    question = await found(graph, "amc", documents=files, students=roster, scheme=SCALE)
    assert [copy["student"]["name"] for copy in question["students"]] == ["Perfect", "Jojo", "Globis"]


async def test_the_teacher_splits_what_was_kept_together(graph: GradingGraph, paper: Path) -> None:
    question = await found(graph, "split", documents=[document(paper)], scheme=SCALE)
    pages = question["students"][0]["pages"]
    names = ["EXACT", "APPROX", "APPROX^2", "ERR+OK", "ERR+APPROX"]
    students = [{"student": {"name": name}, "pages": pages[2 * i : 2 * i + 2]} for i, name in enumerate(names)]
    state = await graph.ainvoke(
        Command(resume={"candidate": 0, "students": students}), {"configurable": {"thread_id": "split"}}
    )
    assert [copy["student"]["name"] for copy in state["results"]] == names
    assert all(copy["flags"] == [] for copy in state["results"])
    # Nothing offline reads a picture: every mark says so, and none passes for a zero that was earned.
    assert {q["status"] for copy in state["results"] for q in copy["questions"].values()} == {"unreadable"}
