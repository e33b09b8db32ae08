"""What `docs/requirements.md` says is done names a test that exists; what is done otherwise has a reason."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.pages import REPOSITORY

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_FEWEST_WORDS = 3


def rows() -> Iterator[tuple[str, str]]:
    """Yield each requirement and what became of it."""
    for line in (REPOSITORY / "docs" / "requirements.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if len(cells) == 2 and cells[0] != "requirement":
            yield cells[0], cells[1]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the functions and classes of a file, and what it assigns: the tests of a state machine are assigned."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(found)


def is_there(path: str, name: str) -> bool:
    file = REPOSITORY / path
    return name.startswith(("test_", "Test")) and file.is_file() and name in names_in(file)


def test_every_row_says_what_became_of_it() -> None:
    kept = list(rows())
    done = [(what, state) for what, state in kept if state.startswith("done")]
    otherwise = [(what, state) for what, state in kept if state.startswith("otherwise: ")]
    assert [row for row in kept if row not in done and row not in otherwise] == []
    assert [what for what, state in done if not _TEST.search(state)] == []
    assert [what for what, state in otherwise if len(state.split()) <= _FEWEST_WORDS] == []
    print(f"{len(kept)} rows: {len(done)} done, each with its test; {len(otherwise)} otherwise, each with a reason")


def test_every_test_that_is_named_exists() -> None:
    named = [found for _, state in rows() for found in _TEST.findall(state)]
    assert [f"{path}::{name}" for path, name in named if not is_there(path, name)] == []
    # Nothing is named in another form, which would not be checked.
    assert [state for _, state in rows() if len(re.findall(r"tests/\w", state)) != len(_TEST.findall(state))] == []
