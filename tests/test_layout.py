"""What the source may look like, beyond what linters and import contracts hold."""

from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
LONGEST = 300
CATCH_ALLS = {"utils", "helpers", "common", "misc"}


def test_no_file_is_longer_than_a_reader_takes_in() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert {str(path): count for path, count in lines.items() if count > LONGEST} == {}


def test_every_file_has_a_name_of_its_own() -> None:
    assert [str(path) for path in SOURCE.rglob("*.py") if path.stem in CATCH_ALLS] == []
