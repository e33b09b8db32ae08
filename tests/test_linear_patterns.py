"""Every pattern that Barème applies is matched in time that is linear in the length of the text.

Texts come from strangers: a pattern that backtracks over a long one holds up the server for everybody.
"""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bareme
from tools.regex_ambiguity import superlinear

SOURCE = Path(bareme.__file__).parent
ANCHORED = {"match", "fullmatch"}
METHODS = {*ANCHORED, "search", "sub", "subn", "split", "findall", "finditer"}

OWN_PROMPT = "prompts that Barème wrote, in which every tag is closed and no text of others can open one"
CAPPED = {
    "bareme.agents.prompt._SECTION": OWN_PROMPT,
    "bareme.models.offline.prompt_reader._ANSWER": OWN_PROMPT,
    "bareme.models.offline.prompt_reader._COPY_PAGE": OWN_PROMPT,
    "bareme.models.offline.prompt_reader._FILE_PAGE": OWN_PROMPT,
    "bareme.models.offline.prompt_reader in place": OWN_PROMPT,
    "bareme.models.offline.exam_reader._ABOUT": OWN_PROMPT,
    "bareme.models.offline.exam_reader._BLOCK": OWN_PROMPT,
    "bareme.models.offline.answer_sorting._ANSWER": OWN_PROMPT,
    "bareme.domain.name_field._FIELD": "the first 300 characters of 8 lines",
    "bareme.domain.name_field._LABEL": "the first 300 characters of 8 lines",
    "bareme.domain.owner_clues._LABELLED": "the first 300 characters of 12 lines",
    "bareme.domain.quantities.ranges._BETWEEN": "texts of at most 200 characters",
    "bareme.domain.quantities.ranges._MARGIN": "texts of at most 200 characters",
    "bareme.exports.sheets.formulas._FORMULA": "formulas of at most 1,000 characters in texts of at most 10,000",
    "bareme.exports.sheets.formulas._LINE_END": "formulas of at most 1,000 characters",
    "bareme.documents.sandbox.scan_jpeg._MATRIX": "content streams of at most 2,000 bytes, in a worker with a deadline",
}
"""Patterns that may take longer, and what bounds the text that they are given."""

type Use = tuple[str, str, int, frozenset[str]]
"""Where a pattern is, the pattern, its flags and the methods that apply it."""


pytestmark = pytest.mark.xdist_group("patterns")  # one worker reads the source, and imports all of it


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not name.endswith("__main__"):
            yield name, path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def methods_by_name() -> dict[tuple[str, str], set[str]]:
    """Return the methods that are called on each module's names, wherever they are imported."""
    used: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for module, path in modules():
        tree = parsed(path)
        imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                used[imported.get(node.value.id, (module, node.value.id))].add(node.attr)
    return used


def compiled(module: str, used: dict[tuple[str, str], set[str]]) -> Iterator[Use]:
    """Yield the patterns that a module holds; those in tables may be applied in any way."""
    try:
        held_by_module = vars(importlib.import_module(module))
    except ModuleNotFoundError:  # of an extra that is not installed
        return
    for name, value in held_by_module.items():
        held = (
            value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else [value]
        )
        for pattern in held:
            if isinstance(pattern, re.Pattern):
                methods = used.get((module, name)) or {"search"}
                flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
                yield f"{module}.{name}", pattern.pattern, flags, frozenset(methods)


def written_in_place(module: str, path: Path) -> Iterator[Use]:
    """Yield the patterns that are written where they are applied: `re.sub(r"…", …)`, without what is filled in."""
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=method), args=[ast.Constant(str(pattern)), *_]):
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name("re"), attr=method), args=[ast.JoinedStr(values=parts), *_]
            ):
                pattern = "".join(str(part.value) if isinstance(part, ast.Constant) else "(?:)" for part in parts)
            case _:
                continue
        if method in METHODS:
            yield f"{module} in place", pattern, re.DOTALL, frozenset({method})


@pytest.fixture(scope="module")
def uses() -> dict[str, list[Use]]:
    used = methods_by_name()
    seen: set[tuple[str | bytes, int]] = set()
    found: defaultdict[str, list[Use]] = defaultdict(list)
    for module, path in modules():
        for use in (*compiled(module, used), *written_in_place(module, path)):
            if use[1:3] not in seen or use[3]:
                seen.add(use[1:3])
                found[module].append(use)
    return found


@pytest.mark.parametrize("module", [name for name, _ in modules()])
def test_patterns_are_matched_in_linear_time(module: str, uses: dict[str, list[Use]]) -> None:
    slow = {}
    for name, pattern, flags, methods in uses.get(module, []):
        if name in CAPPED:
            continue
        for kind in {method if method in ANCHORED else "search" for method in methods}:
            reason = superlinear(
                pattern,
                flags,
                searched=kind == "search",
                whole=kind == "fullmatch",
                single_spaced=module.startswith("bareme.domain.printed_scale"),
            )
            if reason:
                slow[f"{name}.{kind} {pattern[:30]!r}"] = f"{reason}: {pattern!r}"
    assert not slow


def test_capped_patterns_exist(uses: dict[str, list[Use]]) -> None:
    assert CAPPED.keys() <= {name for found in uses.values() for name, *_ in found}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\s+x", "starts anywhere"),
        (r"\A\s*,?\s*x", "adjacent"),
        (r"\A(?:a+)+b", "nested"),
        (r"\A(?:a|a)*b", "nested"),
        (r"\w++x", "starts anywhere"),
        (r"\A[<]\s*/?\s*x", "adjacent"),
        (r"(?=.*\d)[\w-]+", "starts anywhere"),
        (r"(?<!\w)\w++(?:-\w++)*+x", "starts anywhere"),
        (r"\A\s*(?:a\s*)*b", None),
        (r"\w+", None),
        (r"(?<!\s)\s++x", None),
        (r"\bfoo\s+x", None),
        (r"<\s*+/?+\s*+x", None),
        (r"\A(?:(?:a|a)b)*+c", None),
        (r"\d++(?:[.,]\d++)*", None),
    ],
)
def test_slow_patterns_are_told(pattern: str, reason: str | None) -> None:
    found = superlinear(pattern)
    assert (found is None) == (reason is None)
