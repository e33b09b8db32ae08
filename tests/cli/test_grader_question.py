"""Who grades is chosen by the teacher: neither rules nor a paid model grade because nobody said otherwise."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import ENGLISH, FIXTURES, TWO_GRADERS, Run
from tests.provider.server import Provider

COPY = ENGLISH / "copies" / "anna-smith.pdf"
SCHEME = ("--scheme", "Q1: 5", "--language", "en")
NOTE = "marked by rules, not by a model"


@pytest.mark.parametrize("key", [{}, {"OPENAI_API_KEY": "stray"}, {"BAREME_DEFAULT_MODEL": "openai:gpt-5.1"}])
@pytest.mark.parametrize("asked", [("--yes",), ()])
def test_nothing_is_graded_where_nobody_says_who_grades(
    bareme: Run, provider: Provider, key: dict[str, str], asked: tuple[str, ...]
) -> None:
    ended = bareme("grade", COPY, *SCHEME, *asked, env={**key, "OPENAI_BASE_URL": provider.base_url})
    assert ended.returncode == 2
    assert "say who grades" in ended.stderr
    assert "offline:lexical" in ended.stderr
    assert provider.requests == []
    assert "There are no sessions." in bareme("sessions", "--language", "en").stdout


def test_the_configured_models_are_offered_with_their_price(bareme: Run) -> None:
    keys = {"OPENAI_API_KEY": "test", "BAREME_LOCAL_BASE_URL": "http://127.0.0.1:9/v1"}
    ended = bareme("grade", COPY, *SCHEME, typed="9\n\n", env=keys)
    assert "offline:lexical" in ended.stdout
    assert "free: rules, not a model" in ended.stdout
    assert "openai:gpt-5.1-mini" in ended.stdout
    assert "$0.2500 in and $2.00 out for a million tokens" in ended.stdout
    assert "anthropic" not in ended.stdout
    assert "there is no grader 9" in ended.stdout
    assert ended.returncode == 2  # nobody answered in the end


def test_a_number_and_a_name_are_taken(bareme: Run) -> None:
    ended = bareme("grade", COPY, *SCHEME, typed="1 offline:strict@2\n\n")
    assert ended.returncode == 0, ended.stderr
    assert "1 copy × 3 passes" in ended.stdout


def test_marks_of_rules_are_called_so_everywhere(bareme: Run, tmp_path: Path) -> None:
    graded = bareme("grade", COPY, *TWO_GRADERS, *SCHEME, "--yes", "--out", "out")
    shown, _, results = graded.stdout.partition("Results")
    assert NOTE in shown
    assert NOTE in results
    identity = shown.split("Session ")[1][:8]
    assert NOTE in bareme("show", identity).stdout
    assert NOTE in bareme("show", identity, "--json").stdout
    assert bareme("review", identity, "mark", "c01", "Q1", "3").returncode == 0
    for fmt in ("csv", "csv-flat", "json", "history"):
        path = Path(bareme("export", identity, "--format", fmt, "--out", "again/").stdout.strip())
        assert NOTE in path.read_text(encoding="utf-8-sig"), fmt
    workbook = openpyxl.load_workbook(next((tmp_path / "out").glob("*.xlsx")))
    assert any(cell.value == NOTE for row in workbook.worksheets[1].iter_rows() for cell in row)


def test_a_model_is_not_called_rules(bareme: Run, provider: Provider) -> None:
    keys = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider.base_url}
    graded = bareme("grade", COPY, "--grader", "openai:alpha", *SCHEME, "--yes", "--json", env=keys)
    assert graded.returncode == 0, graded.stderr
    assert "by rules, not" not in graded.stdout + graded.stderr
    both = bareme(
        *("grade", COPY, "--grader", "openai:alpha", "--grader", "offline:strict", *SCHEME, "--yes", "--json"),
        env=keys,
    )
    assert f"{NOTE}: 1 of 2 graders" in json.loads(both.stdout)["results"]["export_metadata"]["rules_note"]


@pytest.mark.parametrize(("grader", "warned"), [("offline:lexical", True), ("openai:alpha", False)])
def test_pictures_that_a_grader_does_not_see_are_told_before_grading(
    bareme: Run, provider: Provider, grader: str, *, warned: bool
) -> None:
    keys = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider.base_url}
    scan = next((FIXTURES / "scan-fr").glob("cop*"))
    asked = bareme("grade", scan, "--grader", grader, "--language", "en", typed="q\n", env=keys)
    assert (f"{grader} sees no pictures" in asked.stdout) == warned


def test_the_robustness_of_nobody_is_measured(bareme: Run, provider: Provider) -> None:
    env = {"OPENAI_API_KEY": "stray", "OPENAI_BASE_URL": provider.base_url}
    ended = bareme("eval", "robustness", "--suite", "injection", "--sample", "1", "--language", "en", env=env)
    assert ended.returncode == 2
    assert "say who grades" in ended.stderr
    assert provider.requests == []
