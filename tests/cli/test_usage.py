"""Wrong usage is exit code 2 and says what is wrong; help is there for every command, and fast."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from bareme.cli import app
from bareme.cli.options import read_scheme_option
from bareme.cli.screen import percent
from bareme.cli.sessions.export_commands import Format
from bareme.exports import ExportFormat
from bareme.translation import translator
from tests.cli.conftest import FRENCH, Run, environment

COPIES = str(FRENCH / "copies.pdf")
COMMANDS = ("grade", "sessions", "resume", "review", "show", "export", "scale", "serve")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert f"bareme {name}" in result.output.split("Exemple")[1]


def test_help_is_broken_where_the_terminal_ends() -> None:
    shown = CliRunner().invoke(app, ["resume", "--help"], env={"COLUMNS": "200"}).output.replace("\u00a0", " ")
    assert "votre décision demandée : une note, la lettre d’un correcteur, les points de chaque critère" in shown
    assert "\n   bareme resume 3f9c01ab --retry --max-dollars 5 " in shown


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"bareme {version('bareme')}\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["frobnicate"], "frobnicate"),
        (["grade"], "FILES"),
        (["grade", "absent.pdf"], "absent.pdf"),
        (["grade", COPIES, "--exam-paper", "absent.pdf"], "absent.pdf"),
        (["grade", COPIES, "--language", "de"], "de"),
        (["export", "0", "--format", "doc"], "doc"),
        (["resume", "0", "--finish", "--retry"], "--retry"),
        (["resume", "0", "--force"], "--force"),
        (["serve", "--port", "0"], "--port"),
    ],
)
def test_wrong_usage_names_it(arguments: list[str], named: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert named in result.output


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["grade", COPIES, "--grader", "offline:nothing"], "offline:nothing"),
        (["grade", COPIES, "--grader", "nonsense"], "nonsense"),
        (["grade", COPIES, "--grader", "offline:lexical@99"], "offline:lexical@99"),
        (["grade", COPIES, "--step", "0,3x"], "0,3x"),
        (["grade", COPIES, "--scheme", "five points"], "five points"),
        (["grade", COPIES, "--scheme", "absent.json"], "absent.json"),
        (["grade", COPIES, "--students", COPIES], "copies.pdf"),
        (["show", "ffffffff"], "ffffffff"),
        (["resume", "ffffffff"], "ffffffff"),
        (["export", "ffffffff", "--format", "csv"], "ffffffff"),
        (["serve", "--config", "absent.json"], "absent.json"),
    ],
)
def test_what_a_command_finds_wrong(bareme: Run, arguments: list[str], named: str) -> None:
    run = bareme(*arguments)
    assert run.returncode == 2, run.stderr
    assert named in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["grade", COPIES, "--grader", "gpt-5.1"], "ne nomme pas un modèle", "is not a model name"),
        (["grade", COPIES, "--grader", "openia:gpt-5.1"], "pas de fournisseur connu", "no provider that is known"),
        (["grade", COPIES, "--grader", "offline:lexical@0"], "de 1 à 10 passages", "from 1 to 10"),
        (["grade", COPIES, "--grader", "openai:gpt-5.1"], "demande une clé", "needs a key"),
        (["grade", COPIES, "--step", "0"], "au-dessus de 0", "not a number above 0"),
        (["grade", COPIES, "--step", "x"], "il faut un nombre", "must be a number"),
        (["grade", COPIES, "--scheme", "absent.json"], "il n’y a pas de fichier", "No such file"),
        (["grade", COPIES, "--scheme", COPIES], "il faut un fichier .json ou .csv", "a .json or .csv file"),
        (["grade", COPIES, "--students", COPIES], "n’est pas un texte", "is not a text"),
        (["grade", COPIES, "--guidelines", COPIES], "n’est pas un fichier texte", "is not a UTF-8 text file"),
        (["models", "nonsense"], "ne nomme pas un modèle", "is not a model name"),
        (["resume", "0", "--finish", "--retry"], "pas les deux", "not both"),
        (["resume", "0", "--force"], "va avec --finish", "needs --finish"),
    ],
)
def test_wrong_usage_is_told_in_the_language_of_the_teacher(
    bareme: Run, arguments: list[str], french: str, english: str
) -> None:
    for language, told, start in (("fr", french, "Erreur"), ("en", english, "Error: ")):
        ended = bareme(*arguments, "--language", language)
        assert ended.returncode == 2
        said = " ".join(ended.stderr.split())
        assert said.startswith(start)
        assert told in said


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["frobnicate"], "il n’y a pas de commande « frobnicate »", "No such command"),
        (["gradee"], "peut-être 'grade'", "Did you mean"),
        (["grade"], "il manque 'FILES…' bareme grade --help", "Missing argument"),
        (["grade", "absent.pdf"], "il n’y a pas de fichier « absent.pdf »", "does not exist"),
        (["grade", COPIES, "--students", "."], "est un dossier", "is a directory"),
        (["grade", COPIES, "--out", COPIES], "il faut un dossier", "is a file"),
        (["grade", COPIES, "--graders", "x"], "il n’y a pas d’option --graders ; peut-être --grader", "No such option"),
        (["grade", COPIES, "--scheme"], "--scheme demande une valeur", "requires an argument"),
        (["grade", COPIES, "--max-calls", "x"], "'--max-calls' : il faut un nombre entier", "valid integer"),
        (["grade", COPIES, "--max-dollars", "x"], "il faut un nombre", "valid number"),
        (["review", "0", "undo", "0"], "il faut 1 au moins bareme review {ID} undo --help", "greater than"),
        (["review", "0", "accept", "--min-confidence", "9"], "il faut 1 au plus", "less than"),
        (["review", "0"], "il manque une commande", "Missing command"),
        (["export", "0"], "donnez soit --format, soit --fill", "give either"),
        (["export", "0", "--format", "doc"], "« doc » n’est pas l’un de 'csv'", "is not one of"),
        (["show", "0", "1"], "de trop : 1", "unexpected extra"),
    ],
)
def test_what_typer_finds_wrong_is_told_in_french(arguments: list[str], french: str, english: str) -> None:
    told = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert french in " ".join(told.stderr.split())
    assert told.stderr.startswith("Erreur")
    told = CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "BAREME_LANGUAGE": "en"})
    assert told.exit_code == 2
    assert english in " ".join(told.stderr.split())


def test_english_is_asked_for_on_the_command_line_too() -> None:
    for asked in (["--language", "en"], ["--language=en"]):
        assert "Missing argument" in CliRunner().invoke(app, ["grade", *asked]).stderr
    assert "il manque" in CliRunner().invoke(app, ["grade", "--language", "fr"], env={"BAREME_LANGUAGE": "en"}).stderr


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, bareme.cli; print([m for m in sys.modules if m in ('langgraph', 'pydantic', 'pymupdf')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


_RUNS_A_GRAPH = {
    "langchain_core.messages",
    "langchain_openai",
    "langgraph.checkpoint.base",
    "langgraph.types",
    "langsmith",
}
_LOADED_BY_NO_LIST = {
    "openpyxl",
    "pebble",
    "httpx",
    "limits",
    "bareme.domain.printed_scale",
    "bareme.models.offline.examiner",
}


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("models", {"langgraph", "langchain_anthropic", "langchain_google_genai", "langchain_openai", "openpyxl"}),
        ("sessions", _RUNS_A_GRAPH | _LOADED_BY_NO_LIST),
        ("show {session}", _RUNS_A_GRAPH | _LOADED_BY_NO_LIST),
        ("export {session} --format csv --out .", _RUNS_A_GRAPH | _LOADED_BY_NO_LIST),
        ("review {session} accept --copy c01", _RUNS_A_GRAPH | _LOADED_BY_NO_LIST),
    ],
)
def test_a_command_that_runs_nothing_loads_what_it_needs(
    command: str, unneeded: set[str], session: str, tmp_path: Path
) -> None:
    arguments = command.format(session=session).split()
    code = f"import sys; from bareme.cli import app; app({arguments!r}, standalone_mode=False); print(*sys.modules)"
    process = [sys.executable, "-c", code]
    run = subprocess.run(
        process, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment(tmp_path / "home")
    )
    loaded = set(run.stdout.splitlines()[-1].split())
    assert "bareme.settings" in loaded
    assert loaded & unneeded == set()


def test_literals_are_those_of_the_domain() -> None:
    assert set(get_args(Format)) == {fmt.value for fmt in ExportFormat}


def test_french_typography() -> None:
    french, english = translator("fr"), translator("en")
    assert french("This scale cannot be used: {reason}", reason="…") == "Ce barème ne convient pas\u00a0: …"
    assert french.ngettext("{n} copy", "{n} copies", 0) == "0 copie"
    assert english.ngettext("{n} copy", "{n} copies", 0) == "0 copies"
    assert (percent(0.93, french), percent(0.93, english)) == ("93\u00a0%", "93%")


def test_a_scheme_may_be_a_json_file(tmp_path: Path) -> None:
    path = tmp_path / "scheme.json"
    path.write_text('{"questions": [{"id": "1", "max_points": 2.5}]}')
    scheme = read_scheme_option(str(path))
    assert scheme.leaf_ids() == ["1"]


def test_the_language_may_be_named_before_the_command(bareme: Run) -> None:
    told = bareme("--language", "en", "models")
    assert told.returncode == 0, told.stderr
    assert "Default: offline:lexical" in told.stdout
    assert "Par défaut" in bareme("--language", "en", "models", "--language", "fr").stdout
