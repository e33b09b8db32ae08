"""The marks and figures of the fixed set are those on file, and a figure that moves is named."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.fixed_evaluation import EXPECTED, SETS, differences, evaluate


@pytest.mark.parametrize("name", SETS)
def test_the_figures_on_file_hold(name: str, tmp_path: Path) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))[name]
    assert differences(expected, evaluate(name, tmp_path)) == []
    marks = expected["marks"]["offline:lexical"]
    assert len(marks) == 24
    assert None not in marks.values()


def test_what_moved_is_named() -> None:
    expected = {"set": {"marks": {"g": {"a": 1.0, "b": 2.0}}}}
    found = {"set": {"marks": {"g": {"a": 1.0, "b": 2.5}}}}
    assert differences(expected, expected) == []
    assert differences(expected, found) == ["set · marks · g · b: 2.0 on file, 2.5 found"]
