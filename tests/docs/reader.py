"""A reader who types what a page shows, block after block, in a folder of their own, and compares the screen."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.pages import REPOSITORY, Block

SESSION = "3f2a91c7"
"""The first session in a home of the docs. Blind labels are drawn from the id, so screens need the same one each time."""
SERVER = "http://127.0.0.1:2024"

# `bareme` with two changes: what is typed shows on the screen, as in a terminal, between ‹ and ›; ids are not random.
_BAREME = f"""#!{sys.executable}
import os, pathlib, secrets, sys

class Typed:
    def readline(self, *_):
        line = sys.__stdin__.readline()
        if line:
            print(f"‹{{line.rstrip()}}›", flush=True)
        return line

    def isatty(self):
        return False

def session_id(_):
    locks = pathlib.Path(os.environ["BAREME_HOME"], "locks")
    sessions = len(list(locks.iterdir())) if locks.is_dir() else 0
    return f"{sessions:08x}" if sessions else "{SESSION}"

sys.stdin = Typed()
secrets.token_hex = session_id
from bareme.cli import app
app()
"""
_TYPED = re.compile("‹([^›\n]*)›")
_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "2026-11-30"),
    (re.compile(r"\b\d\d:\d\d\b(?!:)"), "10:30"),
    (re.compile(r"\b\d:\d\d:\d\d\b"), "0:00:00"),
)


def write_program(folder: Path) -> Path:
    """Write the `bareme` of the docs into `folder`/bin and return its path."""
    program = folder / "bin" / "bareme"
    program.parent.mkdir()
    program.write_text(_BAREME, encoding="utf-8")
    program.chmod(0o755)
    return program


class SnippetFailed(AssertionError):
    """A snippet does not do what its page says."""


@dataclass
class Reader:
    """One page, read in `folder`."""

    folder: Path
    environment: dict[str, str]
    server: str = SERVER
    _console: "subprocess.Popen[str] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        (self.folder / "fixtures").symlink_to(REPOSITORY / "fixtures")
        program = write_program(self.folder)
        path = os.pathsep.join([str(program.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
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
            ["bash", "-euo", "pipefail", "-c", text],
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
    """Return what a screen shows to have been typed: what stands between ‹ and ›, a line each."""
    return "".join(f"{line}\n" for line in _TYPED.findall(shown))


def same_screen(expected: str, printed: str) -> bool:
    """Return whether a screen is as expected. A line "…" stands for any number of lines."""
    parts = re.split(r"^…\n", expected, flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, printed) is not None
