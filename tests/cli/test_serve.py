import json
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bareme.settings import get_settings
from bareme.storage.home_lock import home_lock
from tests.cli.conftest import Run
from tests.e2e.dev_server import REPOSITORY, free_port


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a server's process changes for itself: its umask, working folder and environment."""
    before = os.umask(0o022)
    monkeypatch.chdir(Path.cwd())
    monkeypatch.setenv("PYTHONPATH", "")
    yield
    os.umask(before)


def test_serve_becomes_langgraph_dev(bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.delenv("LANGGRAPH_CLI_NO_ANALYTICS", raising=False)

    def execv(path: str, arguments: Sequence[str]) -> int:
        started.append([path, *arguments])
        return 0

    monkeypatch.setattr(os, "execv", execv)
    assert bareme("serve", "--port", "2999").returncode == 0
    ((_, _, *command),) = started
    assert command[:4] == ["-P", "-m", "langgraph_cli", "dev"]
    assert {"--no-browser", "--no-reload"} < set(command)
    *flags, config = command
    assert " ".join(flags).endswith("--n-jobs-per-worker 10 --host 127.0.0.1 --port 2999 --config")
    assert set(json.loads(Path(config).read_text())["graphs"]) == {"graph_grading", "graph_mock_exam"}
    assert os.environ["LANGGRAPH_STRICT_MSGPACK"] == "true"
    assert os.environ["LANGGRAPH_CLI_NO_ANALYTICS"] == "1"
    assert os.umask(0o022) == 0o077


def test_serve_without_the_extra_says_how_to_install_it(
    bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    run = bareme("serve")
    assert run.returncode == 1
    assert "bareme[serve]" in run.stderr


def test_a_port_that_is_taken_is_refused(bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("a server was started"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for language, told in (("fr", "est déjà prise"), ("en", "already in use")):
            ended = bareme("serve", "--port", port, "--language", language)
            assert ended.returncode == 1
            said = " ".join(ended.stderr.split())
            assert f"127.0.0.1:{port}" in said
            assert told in said
            assert "--port" in said


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        ("justasecret", "entry 1 is not of the form name:token"),
        ("a,b", "entry 1 is not"),
        ("anne:", "entry 1 is not"),
        ("anne=secret", "entry 1 is not"),
        (" , ", "entry 1 is not"),
        (" ", "entry 1 is not"),
        (":secret", "entry 1 is not"),
        ("anne:secret,with-comma", "entry 2 is not"),
        ("anne:secret x", "entry 1 is not"),
        ("anne:secret, anne:other", "'anne' has two tokens"),
        ("anne:secret, bruno:secret", "'anne' and 'bruno' have the same token"),
    ],
)
def test_b3_tokens_that_cannot_be_read_stop_the_server(
    bareme: Run, monkeypatch: pytest.MonkeyPatch, tokens: str, told: str
) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("a server was started"))
    monkeypatch.setenv("BAREME_API_TOKENS", tokens)
    ended = bareme("serve", "--port", free_port(), "--language", "en")
    said = " ".join(ended.stderr.split())
    assert ended.returncode != 0
    assert "BAREME_API_TOKENS" in said
    assert told in said
    assert "secret" not in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104 - what the command refuses
def test_b4_other_machines_are_served_with_tokens_only(bareme: Run, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    started: list[str] = []

    def execv(path: str, _: Sequence[str]) -> int:
        started.append(path)
        return 0

    monkeypatch.setattr(os, "execv", execv)
    port = free_port()
    ended = bareme("serve", "--host", host, "--port", port, "--language", "en")
    assert (ended.returncode, started) == (1, [])
    assert "bareme token add" in " ".join(ended.stderr.split())
    if host != "::":  # a machine may have no IPv6
        monkeypatch.setenv("BAREME_API_TOKENS", "anne:x, bruno:y:z")
        assert bareme("serve", "--host", host, "--port", port).returncode == 0
        assert started
    assert bareme("serve", "--host", "localhost", "--port", port).returncode == 0


def test_only_debug_opens_the_server_to_studio_and_says_so(bareme: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def execv(*_: object) -> int:
        started.append(os.environ["BAREME_STUDIO"])
        return 0

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.setenv("BAREME_STUDIO", "true")
    port = free_port()
    assert "Studio" not in bareme("serve", "--port", port).stderr
    opened = bareme("serve", "--port", port, "--debug", "--language", "en")
    assert "every program on this machine can change the state of sessions" in " ".join(opened.stderr.split())
    monkeypatch.setenv("BAREME_API_TOKENS", "anne:x")
    refused = bareme("serve", "--port", port, "--debug", "--language", "en")
    assert (refused.returncode, "--debug" in refused.stderr) == (1, True)
    assert started == ["false", "true"]


def test_everything_of_a_server_lies_in_its_home(bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, str, str]] = []

    def execv(_: str, arguments: Sequence[str]) -> int:
        started.append((arguments[-1], str(Path.cwd()), os.environ["BAREME_HOME"]))
        return 0

    monkeypatch.setattr(os, "execv", execv)
    (tmp_path / "mine.py").write_text("")
    shipped = json.loads((REPOSITORY / "langgraph.json").read_text())
    guards = {part: shipped[part] for part in ("auth", "http")}
    mine = {"dependencies": ["."], "graphs": {"mine": "./mine.py:graph"}, **guards}
    (tmp_path / "mine.json").write_text(json.dumps(mine))
    relative = {"BAREME_HOME": "kept/here"}
    assert bareme("serve", "--port", free_port(), "--config", "mine.json", env=relative).returncode == 0
    home = str(tmp_path / "kept" / "here")
    ((config, folder, home_of_server),) = started
    assert (folder, home_of_server) == (home, home)
    assert json.loads(Path(config).read_text()) == {
        "dependencies": [str(tmp_path)],
        "graphs": {"mine": f"{tmp_path}/mine.py:graph"},
        **guards,
    }


@pytest.mark.parametrize("part", ["auth", "http"])
def test_e_graphs_of_ones_own_are_not_served_without_authentication(
    bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("a server was started"))
    config = json.loads((REPOSITORY / "langgraph.json").read_text())
    for changed in ({}, {"path": "mine:auth"}, {**config[part], "disable_studio_auth": False}):
        (tmp_path / "mine.json").write_text(json.dumps({**config, part: changed}))
        refused = bareme("serve", "--port", free_port(), "--config", "mine.json", "--language", "en")
        assert (refused.returncode, f"'{part}'" in refused.stderr) == (1, True)


def test_a_second_server_in_a_home_is_refused(bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("a server was started"))
    monkeypatch.setenv("BAREME_HOME", str(tmp_path / "home"))
    get_settings.cache_clear()
    with home_lock():
        ended = bareme("serve", "--port", free_port(), "--language", "en")
    assert ended.returncode == 1
    said = ended.stderr.replace("\n", "").replace(" ", "")
    assert f"process{os.getpid()}" in said
    assert str(tmp_path / "home") in said
