"""The types that a frontend compiles against."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import CostEstimate, Usage
from bareme.graphs.mock_exam.contract import MockExamContext, PartDone

FOLDER = Path(__file__).parents[2] / "clients" / "typescript"


def written() -> str:
    return (FOLDER / "mock-exam.ts").read_text(encoding="utf-8")


def test_the_types_are_up_to_date() -> None:
    generator: dict[str, Any] = runpy.run_path(str(FOLDER / "generate.py"))
    assert generator["outdated"]() == [], "run `make schemas`"


@pytest.mark.parametrize("file", ["mock-exam.ts", "sessions.ts"])
def test_every_type_that_is_named_is_declared(file: str) -> None:
    code = re.sub(r"//.*|/\*\*.*?\*/|\"[^\"]*\"", "", (FOLDER / file).read_text(encoding="utf-8"))
    declared = set(re.findall(r"export (?:interface|type) (\w+)", code))
    assert set(re.findall(r"\b[A-Z]\w+", code)) - {"Record"} == declared


def test_the_fields_are_those_of_the_models() -> None:
    for model in (ExamSubmissionWithExam, MockExamContext, EvaluationResult, PartDone, CostEstimate, Usage):
        (body,) = re.findall(rf"export interface {model.__name__} \{{\n(.*?)\n\}}", written(), re.DOTALL)
        assert re.findall(r"^  (\w+)\??:", body, re.MULTILINE) == list(model.model_fields)


def test_the_lock_file_pins_every_package_and_names_no_registry() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]
    assert packages
    assert all(package["integrity"] for package in packages)
    assert not any("resolved" in package for package in packages)
