import os

import pytest

from tests.cli.conftest import Run
from tests.e2e.dev_server import free_port


def test_a_key_is_made_listed_and_revoked(bareme: Run) -> None:
    assert "aucune clé" in bareme("token", "list").stdout
    made = bareme("token", "add", "anne", "--role", "reviewer")
    text = made.stdout.strip()
    assert (made.returncode, text.startswith("bareme_"), text in made.stderr) == (0, True, False)
    listed = bareme("token", "list").stdout
    assert ("anne" in listed, "relecteur" in listed, text in listed) == (True, True, False)
    assert "révoquée" in bareme("token", "revoke", "anne").stdout
    again = bareme("token", "revoke", "anne", "--language", "en")
    assert (again.returncode, "no valid key of 'anne'" in again.stderr) == (1, True)


def test_a_server_says_when_it_knows_nobody(bareme: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: 0)
    port = free_port()
    assert "Authentication is off" in bareme("serve", "--port", port, "--language", "en").stderr
    bareme("token", "add", "anne")
    started = bareme("serve", "--host", "0.0.0.0", "--port", port, "--language", "en")  # noqa: S104 - with keys
    assert (started.returncode, started.stderr) == (0, "")
