"""`compose.yaml` and the Dockerfile against what they name: settings, options, files. Docker itself is not asked."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_group

from bareme.cli.app import app
from bareme.cli.cluster_role import Role
from bareme.settings import Settings

REPOSITORY = Path(__file__).parents[2]
COMPOSE: Any = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
GIVEN = {"POSTGRES_PASSWORD": "p" * 20, "BAREME_SECRET": "s" * 40, "S3_PASSWORD": "f" * 20}
PROCESSES = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "bareme:local"}


def filled(value: str) -> str:
    """Return a value with its variables, as Compose fills them in."""
    return re.sub(r"\$\{(\w+)(?::\?|:-([^}]*))?\}", lambda found: GIVEN.get(found[1], found[2] or ""), value)


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_gets_a_whole_set_of_settings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # no .env of somebody's
    environment = {key: filled(str(value)) for key, value in PROCESSES[name]["environment"].items()}
    ours = {key.removeprefix("BAREME_").lower() for key in environment if key.startswith("BAREME_")}
    assert ours <= {*Settings.model_fields}
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    settings = Settings()
    assert (settings.storage, bool(settings.redis), settings.authenticates) == ("cluster", True, True)


def test_there_are_two_of_each_kind_and_none_may_write_or_has_rights() -> None:
    roles = [Role(service["command"][service["command"].index("--role") + 1]) for service in PROCESSES.values()]
    assert sorted(roles) == [Role.API, Role.API, Role.WORKER, Role.WORKER]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in PROCESSES.values())
    waited_for = {name for service in PROCESSES.values() for name in service["depends_on"]}
    assert waited_for == {*COMPOSE["services"]} - {*PROCESSES} - {"minio"}  # which the bucket waits for
    assert all("healthcheck" in COMPOSE["services"][name] for name in ("postgres", "redis", "minio"))


@pytest.mark.parametrize("name", PROCESSES)
def test_the_command_of_a_process_is_one_that_there_is(name: str) -> None:
    entrypoint = next(line for line in DOCKERFILE if line.startswith("ENTRYPOINT ")).partition(" ")[2]
    command: list[str] = [*json.loads(entrypoint), *PROCESSES[name]["command"]]
    program, *arguments = command
    group = get_group(app)
    assert (program, arguments[0]) == ("bareme", "serve")
    serve = group.commands[arguments[0]]
    asked = serve.make_context(arguments[0], arguments[1:])  # refuses what it does not know
    assert (asked.params["role"], asked.params["port"]) == (PROCESSES[name]["command"][1], 8000)


def test_the_image_has_what_it_copies_and_installs() -> None:
    copied = [line.split()[1:-1] for line in DOCKERFILE if line.startswith("COPY ") and "--from" not in line]
    let_in = {line.removeprefix("!") for line in (REPOSITORY / ".dockerignore").read_text().split() if line[0] == "!"}
    for name in (name for names in copied for name in names):
        assert (REPOSITORY / name).exists()
        assert name in let_in
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {*re.findall(r"--extra (\w+)", " ".join(DOCKERFILE))} <= {*extras}


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    last = {line.split()[0]: line for line in DOCKERFILE if line and line[0] != "#"}
    assert int(last["USER"].split()[1]) > 1000
    assert json.loads(last["ENTRYPOINT"].partition(" ")[2])[:2] == ["bareme", "serve"]
    assert "/health" in " ".join(DOCKERFILE)
    set_ = dict(re.findall(r"(BAREME_\w+)=(\S+)", " ".join(line for line in DOCKERFILE if line.startswith("ENV "))))
    assert {name.removeprefix("BAREME_").lower() for name in set_} <= {*Settings.model_fields}
