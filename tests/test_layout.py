"""Rules for the files of the source that no linter has."""

from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
LONGEST = 300
CATCH_ALLS = {"utils", "helpers", "common", "misc"}


def test_no_file_is_longer_than_300_lines() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert {str(path): count for path, count in lines.items() if count > LONGEST} == {}


def test_no_file_is_a_catch_all() -> None:
    assert [str(path) for path in SOURCE.rglob("*.py") if path.stem in CATCH_ALLS] == []
