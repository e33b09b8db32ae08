"""Two terminals on one session: the second is told, changes nothing, and is let in once the first has ended, anyhow."""

import asyncio
import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bareme.errors import SessionInUse
from bareme.settings import get_settings
from bareme.storage.session_lock import session_lock
from tests.cli.conftest import ENGLISH, Run, environment
from tests.forked import Forked
from tests.provider.server import Provider, prompt_of, run_provider, schema_name

type Json = dict[str, Any]

FRENCH_REFUSAL = "est ouverte dans un autre terminal"


type Started = Callable[..., AbstractContextManager[tuple[Forked, str]]]


@pytest.fixture
def started(tmp_path: Path, forks: Path) -> Started:
    """Run a command that stays open, and yield it with what it printed up to the line that has `until`."""

    @contextmanager
    def start(*arguments: object, until: str, **more: str) -> Iterator[tuple[Forked, str]]:
        settings = environment(tmp_path / "home", **more)
        with Forked(forks, "bareme.cli", *arguments, folder=tmp_path, environment=settings) as process:
            printed = ""
            for line in process.stdout:
                printed += line
                if until in line:
                    break
            else:
                pytest.fail(f"ended early: {printed}{process.communicate()}")
            yield process, printed

    return start


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_walk_keeps_other_commands_out_until_it_ends(
    bareme: Run, started: Started, session: str, end: signal.Signals
) -> None:
    with started("resume", session, until="[1/") as (walk, _):
        refused = bareme("review", session, "accept")
        assert refused.returncode == 1
        assert FRENCH_REFUSAL in refused.stderr.replace("\n", " ")
        in_english = bareme("resume", session, "--finish", "--force", "--language", "en")
        assert in_english.returncode == 1
        assert "is open in another terminal" in in_english.stderr.replace("\n", " ")
        # To look at it is no harm, and nothing was changed.
        assert bareme("show", session).returncode == 0
        assert "Aucune décision" in bareme("review", session, "history").stdout
        walk.send_signal(end)
        walk.wait()
    accepted = bareme("review", session, "accept", "--copy", "c01")
    assert accepted.returncode == 0, accepted.stderr
    assert "Aucune décision" not in bareme("review", session, "history").stdout


def test_a_session_that_is_being_graded_is_not_resumed_beside_it(bareme: Run, started: Started) -> None:
    go_on = Event()

    async def script(request: Json) -> None:
        if request["tools"][0]["function"]["name"] == "Examination":
            await asyncio.to_thread(go_on.wait, 60)

    with run_provider(script=script) as provider:
        settings = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
        copies = sorted((ENGLISH / "copies").iterdir())[:2]
        grading = ("grade", *copies, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes")
        with started(*grading, until="appels de modèle", **settings) as (process, printed):
            found = re.search(r"Session ([0-9a-f]{8})", printed)
            assert found, printed
            refused = bareme("resume", found[1])
            assert (refused.returncode, FRENCH_REFUSAL in refused.stderr.replace("\n", " ")) == (1, True)
            go_on.set()
            _, errors = process.communicate()
            assert (process.returncode, errors) == (0, "")
        assert examinations(provider) == 2
        assert provider.repeated == []
    assert bareme("resume", found[1]).returncode == 0


def test_an_evaluation_run_is_not_made_twice_at_once(bareme: Run, started: Started, tmp_path: Path) -> None:
    go_on = Event()

    async def script(_: Json) -> None:
        await asyncio.to_thread(go_on.wait, 60)

    with run_provider(script=script) as provider:
        settings = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
        data = tmp_path / "answers.jsonl"
        mark = {"rater": "A", "points": 1}
        row = {"question_id": "Q1", "maximum": 2, "student_id": "s1", "answer": "Because.", "human_marks": [mark]}
        data.write_text(json.dumps(row), encoding="utf-8")
        run = ("eval", "run", data, "--grader", "openai:alpha", "--out", tmp_path / "out", "--resamples", 0)
        with started(*run, until="Dossier", **settings) as (process, _):
            while not provider.requests and process.poll() is None:
                time.sleep(0.01)
            refused = bareme(*run, env=settings)
            assert (refused.returncode, "autre terminal" in refused.stderr.replace("\n", " ")) == (1, True)
            go_on.set()
            _, errors = process.communicate()
            assert (process.returncode, errors) == (0, "")
        assert len(provider.requests) == 1


def examinations(provider: Provider) -> int:
    return sum(request["tools"][0]["function"]["name"] == "Examination" for request in provider.requests)


def test_sessions_are_held_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    with session_lock("one"), session_lock("two"):
        with pytest.raises(SessionInUse) as refused, session_lock("one"):
            pytest.fail("let in twice")
        assert refused.value.retryable
        assert "'one'" in refused.value.explain("fr")
    with session_lock("one"):
        pass
    get_settings.cache_clear()


def test_an_unknown_session_leaves_no_lock(bareme: Run, tmp_path: Path) -> None:
    assert bareme("resume", "../../ffff").returncode == 2
    assert not (tmp_path / "home" / "locks").exists()


def test_a_copy_is_decided_while_others_are_being_graded(bareme: Run, started: Started) -> None:
    hold = Event()

    async def answer(request: Json) -> None:
        marks = schema_name(request) == "Examination" and "Railways were noisy" in prompt_of(request)
        while marks and not hold.is_set():  # noqa: ASYNC110 - another thread sets it
            await asyncio.sleep(0.02)

    with run_provider(script=answer) as provider:
        more = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.base_url}
        grade = (
            "grade",
            *sorted((ENGLISH / "copies").glob("*.pdf")),
            "--grader",
            "openai:one",
            "--scheme",
            "Q1: 5",
            "-y",
        )
        with started(*grade, until="Session", **more) as (grading, printed):
            match = re.search(r"Session ([0-9a-f]{8})", printed)
            assert match is not None
            while (done := bareme("review", match[1], "mark", "c01", "Q1", "4.5", env=more)).returncode:
                assert grading.poll() is None, done.stderr
                time.sleep(0.1)
            assert "1 décision est conservée" in done.stdout
            listed = " ".join(bareme("sessions", env=more).stdout.split())
            assert "en cours de correction" in listed
            told = json.loads(bareme("show", match[1], "--json", env=more).stdout)
            assert (told["state"], told["waiting"], told["failed"]) == ("grading", [], [])
            assert "c05" in [copy["copy_id"] for copy in told["processing"]]
            refused = bareme("review", match[1], "mark", "c05", "Q1", "1", env=more)
            assert refused.returncode == 1
            assert "en cours de correction" in refused.stderr
            assert "4,5" in bareme("show", match[1], env=more).stdout
            hold.set()
            grading.communicate()
        history = bareme("review", match[1], "history", env=more).stdout
        assert history.count("4,5") == 1
        assert "conservée" not in bareme("show", match[1], env=more).stdout
        told = json.loads(bareme("show", match[1], "--json", env=more).stdout)
        assert (told["state"], told["processing"]) == ("in_review", [])
