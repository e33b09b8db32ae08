"""Paid answers are kept for good, whichever store holds them."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.models.answers import fingerprint, keep_answers, recall_answers
from bareme.settings import get_settings


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Postgres of our own on a socket in a folder of our own: the URL of its database."""
    programs = {name: shutil.which(name) for name in ("initdb", "pg_ctl")}
    if not all(programs.values()):
        pytest.skip("no Postgres here: initdb and pg_ctl are not on the path")
    folder = tmp_path_factory.mktemp("pg", numbered=True)
    # Postgres does not run as root.
    user = next((name for name in ("postgres", "nobody") if _exists(name)), None) if os.getuid() == 0 else None
    if os.getuid() == 0:
        if user is None:
            pytest.skip("Postgres does not run as root, and there is no other user")
        for parent in [folder, *folder.parents]:
            if parent.stat().st_uid == 0 and parent != Path("/tmp") and "pytest" in str(parent):  # noqa: S108
                parent.chmod(0o755)
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, capture_output=True, cwd=folder, timeout=60)

    run(str(programs["initdb"]), "-D", str(data), "-U", "bareme", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    run(str(programs["pg_ctl"]), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield f"postgresql://bareme@/postgres?host={folder}"
    run(str(programs["pg_ctl"]), "-D", str(data), "-m", "immediate", "stop")


def _exists(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_ANSWERS_URL", request.getfixturevalue("postgres") if request.param == "postgres" else "")
    get_settings.cache_clear()
    yield request.param
    get_settings.cache_clear()


@pytest.mark.usefixtures("store")
async def test_an_answer_is_recalled_under_its_inputs_alone() -> None:
    key = fingerprint(model="openai:one", texts=["é", "2"])
    assert await recall_answers([key]) == {}
    answer = {"marks": {"1": {"points": 1.5, "feedback": "Très bien : $\\frac{1}{2}$"}}, "none": None}
    other = fingerprint(model="openai:one", texts=["2", "é"])
    await keep_answers({key: answer, "another": {}})
    assert await recall_answers([other, key]) == {key: answer}


async def test_two_workers_that_paid_for_the_same_agree_on_one(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_ANSWERS_URL", postgres)
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    await keep_answers({"same": {"points": 1}})
    await keep_answers({"same": {"points": 2}})
    assert await recall_answers(["same"]) == {"same": {"points": 1}}
    get_settings.cache_clear()
