"""The names that `bareme` hands on."""

import subprocess
import sys

import pytest

import bareme


def test_every_public_name_is_there_and_has_documentation() -> None:
    for name in bareme.__all__:
        assert getattr(bareme, name).__doc__, name


def test_public_names_are_those_that_can_be_had() -> None:
    assert sorted(bareme._MODULES) == sorted(bareme.__all__) == dir(bareme)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'grade_everything'"):
        _ = bareme.grade_everything


def test_importing_the_package_loads_no_library() -> None:
    assert loaded_by("bareme", {"langchain_core", "langgraph", "pydantic", "openai", "openpyxl"}) == "[]\n"


def test_the_grading_graph_loads_no_library_of_tables_or_pictures() -> None:
    assert loaded_by("bareme.graphs.grading", {"openpyxl", "numpy", "PIL", "pymupdf"}) == "[]\n"


def loaded_by(module: str, libraries: set[str]) -> str:
    code = f"import sys, {module}; print(sorted({libraries} & set(sys.modules)))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
