"""The limit of copies is told before anything is paid, with the name of its setting."""

from pathlib import Path

import pytest

from bareme.errors import InvalidInput
from bareme.graphs.grading import GradingGraph
from bareme.settings import get_settings
from tests.graphs.conftest import Session, document, interrupt_of
from tests.papers import scan, typed
from tests.provider.server import Provider

OPENAI = {"graders": [{"model": "openai:gpt-5.1-mini"}], "language": "en"}


@pytest.fixture(autouse=True)
def three_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_MAX_COPIES", "3")
    get_settings.cache_clear()


@pytest.mark.parametrize("label", ["Name: {} Byron", "Nom : Byron Prénom : {}", "Student name: {} B."])
async def test_a_class_in_one_file_is_counted_by_its_names(
    session: Session, provider: Provider, tmp_path: Path, label: str
) -> None:
    path = tmp_path / "class.pdf"
    path.write_bytes(typed([[label.format(name), "Exercise 1"] for name in ("Ada", "Bea", "Cleo", "Dora")]))
    with pytest.raises(InvalidInput, match=r"There are 4 copies, .* at most 3: .* BAREME_MAX_COPIES"):
        await session.send({"documents": [document(path)], "scheme": "Q1: 5"}, **OPENAI)
    assert provider.requests == []


async def test_files_and_typed_copies_are_counted(session: Session, provider: Provider, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(2)]
    for number, path in enumerate(paths):
        path.write_bytes(typed([[f"copy {number}"]]))
    request = {
        "documents": [document(path) for path in paths],
        "typed_copies": [{"answers": {"1": "a"}}] * 2,
        "scheme": "Q1: 5",
    }
    with pytest.raises(InvalidInput, match="BAREME_MAX_COPIES"):
        await session.send(request, **OPENAI)
    assert provider.requests == []


async def test_pages_are_not_copies(graph: GradingGraph, session: Session, provider: Provider, tmp_path: Path) -> None:
    long, scanned = tmp_path / "long.pdf", tmp_path / "scan.pdf"
    long.write_bytes(typed([["Name: Ada Byron", f"page {number}"] for number in range(6)]))
    scanned.write_bytes(scan(pages=5))
    asked = interrupt_of(
        await session.send({"documents": [document(long), document(scanned)], "scheme": "Q1: 5"}, **OPENAI)
    )
    assert asked["kind"] == "confirm_scale"


async def test_copies_that_the_teacher_splits_are_counted_too(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan(pages=4))
    asked = interrupt_of(await session.send({"documents": [document(path)], "scheme": "Q1: 5"}, language="en"))
    ((copy,), pages) = asked["students"], asked["students"][0]["pages"]
    split = [{"copy_id": copy["copy_id"], "pages": pages[:1]}, *({"pages": [page]} for page in pages[1:])]
    asked = interrupt_of(await session.answer({"candidate": 0, "students": split}))
    assert "There are 4 copies" in asked["error"]
    assert "BAREME_MAX_COPIES" in asked["error"]
    split[-2:] = [{"pages": pages[2:]}]
    review = interrupt_of(await session.answer({"candidate": 0, "students": split}))
    assert (review["kind"], review["counts"]["total"]) == ("review", 3)
