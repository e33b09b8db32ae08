"""What happens between Barème and llama.cpp's server in seven situations: `python -m tests.real.transcript`.

Prints commands, requests, states of copies and messages. `--bareme PATH` runs the command of another checkout, so that
two versions can be held against each other; server, model and proxy stay those of this one.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.papers import typed
from tests.real.conftest import llama_server
from tests.real.recorder import Exchange, Recorder, record

type Json = dict[str, Any]

MODEL = "local:smollm2"
SCALE = "Q1: 2, Q2: 2"
COPIES = 4
_CONSTRAINTS = {
    "the ids": r'"question_id": \{[^{}]*"enum"',
    "their number": '"minItems"',
    "points required": r'"required": \[[^]]*"points"',
}
LONGEST = 160
"""Seconds for one command."""


class Situation:
    """One situation: a folder with typed copies, and the command that is run beside a recording proxy."""

    def __init__(self, bareme: Path, folder: Path) -> None:
        self._bareme = bareme
        self._folder = folder
        self.copies: list[Path] = []
        for number in range(1, COPIES + 1):
            path = folder / f"copy-{number}.pdf"
            path.write_bytes(typed([[f"Name: Student {number}", "Q1: A triangle has three sides.", "Q2: Four."]]))
            self.copies.append(path)

    def grade(self, address: str, *, copies: int = 2, before: Sequence[str] = (), **env: str) -> None:
        """Grade some of the copies."""
        files = [str(path) for path in self.copies[:copies]]
        self.run(*before, "grade", *files, "--scheme", SCALE, "--grader", MODEL, "--yes", "--json", at=address, **env)

    def run(self, *arguments: str, at: str, **env: str) -> None:
        """Run a command and print how it ended."""
        shown = " ".join(argument.rpartition("/")[2] for argument in arguments)
        print(f"$ bareme {shown}  {' '.join(f'{name}={value}' for name, value in env.items())}".rstrip())
        with TemporaryDirectory() as home:
            settings = {"BAREME_HOME": home, "BAREME_LOCAL_BASE_URL": at, "BAREME_BACKOFF_SECONDS": "0", **env}
            environment = {**os.environ, "BAREME_LANGUAGE": "en", "COLUMNS": "160", **settings}
            started = time.monotonic()
            try:
                ended = subprocess.run(
                    [self._bareme, *arguments], cwd=home, env=environment, capture_output=True, text=True,
                    timeout=LONGEST, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                print(f"  stopped by this script after {LONGEST} s")
                return
            print(f"  exit code {ended.returncode} after {time.monotonic() - started:.0f} s")
            _print_result(ended.stdout, ended.stderr)


def _print_result(printed: str, errors: str) -> None:
    with suppress(ValueError):
        told: Json = json.loads(printed)
        results = told.get("results", told)
        for copy in results.get("submissions", ()):
            print(f"  {copy['status']}: {copy.get('error') or 'no message'}")
        if "usage" in results:
            print(f"  calls in the summary: {results['usage']['total']['calls']}")
        if "answers" in told:
            print("  " + json.dumps({name: told[name] for name in ("answers", "found", "error") if name in told})[:400])
        return
    for line in (printed + errors).splitlines()[-8:]:
        print(f"  | {line}")


def _print_requests(recorder: Recorder) -> None:
    print(f"  requests: {sum(recorder.received.values())} came, {len(recorder.exchanges)} answered")
    print(f"  the same request came {max(recorder.received.values(), default=0)} times at most")
    print(f"  at the same time: {recorder.most_in_flight} at most")
    for exchange in recorder.exchanges[:6]:
        print(f"  - {_described(exchange)}")


def _described(exchange: Exchange) -> str:
    request = exchange.request
    schema = json.dumps(request.get("response_format") or request.get("tools") or "")
    form = "tool" if "tools" in request else "JSON schema" if "response_format" in request else "JSON text"
    held = [name for name, pattern in _CONSTRAINTS.items() if re.search(pattern, schema)]
    read = _usage(exchange.answer).get("prompt_tokens", "?")
    return (
        f"{form} ({', '.join(held) or 'nothing held'}), {exchange.pictures} pictures, max_tokens "
        f"{request.get('max_tokens')}, status {exchange.status}, {read} tokens read"
    )


def _usage(answer: str) -> Json:
    for line in reversed(answer.splitlines()):
        with suppress(ValueError, AttributeError):
            told: Json = json.loads(line.removeprefix("data: ")).get("usage")
            if told:
                return told
    return {}


@contextmanager
def _recorded(upstream: str, **options: Any) -> Iterator[Recorder]:
    with record(upstream) as recorder:
        for name, value in options.items():
            setattr(recorder, name, value)
        yield recorder
        _print_requests(recorder)


def main(bareme: Path) -> None:
    """Go through the seven situations."""
    with TemporaryDirectory() as folder:
        situation = Situation(bareme, Path(folder))

        def told(title: str, do: Callable[[], None]) -> None:
            print(f"\n== {title}")
            do()

        with llama_server(4096) as server:

            def typed_copies() -> None:
                with _recorded(server, longest_answer=300) as recorder:
                    situation.grade(recorder.base_url)

            def form() -> None:
                with _recorded(server) as recorder:
                    situation.run("models", MODEL, "--json", at=recorder.base_url)

            def slow() -> None:
                with _recorded(server, pause=4.0, longest_answer=8) as recorder:
                    situation.grade(
                        recorder.base_url, copies=COPIES, BAREME_CALL_SECONDS="6", BAREME_ATTEMPT_SECONDS="40"
                    )

            def loading() -> None:
                with _recorded(server, loading=4) as recorder:
                    situation.run("models", MODEL, "--json", at=recorder.base_url, BAREME_CALL_TRIES="1")

            told("1 and 6: typed copies to a model that reads text alone, and what the schema holds", typed_copies)
            told("2 and 4: the form that the server speaks, and the limit of an answer", form)
            told("3: a slow server with one slot", slow)
            told("7: a server that loads its model", loading)
        told("7: nobody listens; --language en", lambda: situation.grade(
            "http://127.0.0.1:9/v1", copies=1, before=("--language", "en")
        ))  # fmt: skip
        with llama_server(2048, "--no-jinja") as server:

            def without_templates() -> None:
                with _recorded(server) as recorder:
                    situation.run("models", MODEL, "--json", at=recorder.base_url)

            told("5: a server without --jinja", without_templates)
        with llama_server(512) as server:

            def short() -> None:
                with _recorded(server) as recorder:
                    situation.grade(recorder.base_url, copies=1)

            told("5: a context that is too short", short)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bareme", type=Path, default=Path(sys.executable).with_name("bareme"))
    main(parser.parse_args().bareme)
