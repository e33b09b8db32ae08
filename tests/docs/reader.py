"""Runs the snippets of a page one after the other, as a reader who types them would, and compares the screens."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.pages import REPOSITORY, Block

SERVER = "http://127.0.0.1:2024"

_TYPED = re.compile("‹([^›\n]*)›")
_COUNT = 9
_PROGRESS = re.compile(r"(?:^ +\d+/\d+  .*\n)+", re.MULTILINE)
"""Lines such as "    1/8  MARTIN Léa", which begin with a count of _COUNT characters."""
_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "2026-11-30"),
    (re.compile(r"\b\d\d:\d\d\b(?!:)"), "10:30"),
    (re.compile(r"\b\d:\d\d:\d\d\b"), "0:00:00"),
)


class SnippetFailed(AssertionError):
    """A snippet does not do what its page says."""


@dataclass
class Reader:
    """One page, read in `folder`."""

    folder: Path
    environment: dict[str, str]
    terminal: Path
    """The folder of the `bareme` that starts at once."""
    server: str = SERVER
    _console: "subprocess.Popen[str] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        (self.folder / "fixtures").symlink_to(REPOSITORY / "fixtures")
        path = os.pathsep.join([str(self.terminal), str(Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = {**self.environment, "PATH": path, "PYTHONPATH": str(REPOSITORY)}

    def run(self, block: Block, typed: str) -> str:
        """Run a block, with `typed` on standard input, and return what it prints.

        Raises:
            SnippetFailed: it fails, or prints a traceback.
        """
        text = block.text.replace(SERVER, self.server)
        return self._shell(block, text, typed) if block.language == "sh" else self._python(block, text)

    def show(self, printed: str) -> str:
        """Return what was printed as the page would show it: with the docs' date and time."""
        shown = printed.replace(self.server, SERVER)
        for varying, constant in _VARYING:
            shown = varying.sub(constant, shown)
        return "\n".join(line.rstrip() for line in shown.strip("\n").splitlines()) + "\n"

    def close(self) -> None:
        """End the Python console, if the page had one."""
        if self._console is not None:
            self._console.communicate(timeout=30)

    def _shell(self, block: Block, text: str, typed: str) -> str:
        ended = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", text],
            cwd=self.folder,
            env=self.environment,
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        if ended.returncode != 0 or "Traceback" in ended.stdout:
            raise SnippetFailed(f"{block.place}: exit code {ended.returncode}\n{text}\n{ended.stdout}")
        return ended.stdout

    def _python(self, block: Block, text: str) -> str:
        if self._console is None:
            self._console = subprocess.Popen(
                [sys.executable, "-m", "tests.docs.console"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._console.stdin is not None
        assert self._console.stdout is not None
        request = {"text": text, "page": str(block.page), "line": block.line}
        print(json.dumps(request), file=self._console.stdin, flush=True)
        answer = json.loads(self._console.stdout.readline())
        if answer["fault"]:
            raise SnippetFailed(f"{block.place}:\n{answer['printed']}\n{answer['fault']}")
        printed: str = answer["printed"]
        return printed


def typed_in(shown: str) -> str:
    """Return what is typed on a screen, that is what stands between ‹ and ›, a line each."""
    return "".join(f"{line}\n" for line in _TYPED.findall(shown))


def same_screen(expected: str, printed: str) -> bool:
    """Return whether a screen is as expected. A line "…" stands for any number of lines."""
    parts = re.split(r"^…\n", _in_order(expected), flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, _in_order(printed)) is not None


def _in_order(screen: str) -> str:
    """Return a screen with the copies of progress lists sorted by name, because they end in any order."""
    return _PROGRESS.sub(lambda found: "".join(sorted(line[_COUNT:] for line in found[0].splitlines(True))), screen)
