"""The TypeScript client and the TypeScript of docs/, compiled strict and run against a server; `make test-client`."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.clients.conftest import CLIENT
from tests.docs.pages import REPOSITORY, blocks_of, pages
from tests.docs.reader import SERVER, same_screen
from tests.docs.screens import screen_below
from tests.e2e.dev_server import DevServer

pytestmark = [pytest.mark.client, pytest.mark.server]

PAGES = [page for page in pages() if any(block.language == "typescript" for block in blocks_of(page))]
STRICT = ["--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "--types", "node"]


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    ended = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@pytest.fixture(scope="session")
def client(compiler: Path) -> Path:
    """The folder of the client, compiled."""
    run([compiler], CLIENT)
    return CLIENT


def test_the_client_hands_in_exams(client: Path, server: DevServer) -> None:
    printed = run(
        ["node", "--test", *(client / "dist" / "tests").glob("*.test.js")], client, {"BAREME_URL": server.url}
    )
    assert re.search(r"\bpass [1-9]", printed), printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_typescript_snippets_do_what_their_page_says(
    page: Path, client: Path, compiler: Path, server: DevServer, tmp_path: Path
) -> None:
    blocks = blocks_of(page)
    snippets = [block for block in blocks if block.language == "typescript"]
    code = "".join(block.text for block in snippets)
    shown = [screen.text for block in snippets if (screen := screen_below(block, blocks))]
    (tmp_path / f"{page.stem}.mts").write_text(code.replace(SERVER, server.url), encoding="utf-8")
    (tmp_path / "fixtures").symlink_to(REPOSITORY / "fixtures")
    (tmp_path / "node_modules").mkdir()
    for package in (client, *(client / "node_modules").glob("@*")):
        (tmp_path / "node_modules" / package.name.replace("typescript", "bareme-client")).symlink_to(package)
    run([compiler, *STRICT, f"{page.stem}.mts"], tmp_path)
    printed = run(["node", f"{page.stem}.mjs"], tmp_path)
    if shown:
        assert same_screen("".join(shown), printed), printed
