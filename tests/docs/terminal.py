"""A terminal in which `bareme` starts at once: a server has imported it, and forks a process for each command.

Two things differ from an ordinary terminal, so that a screen is the same each time: what is read from a pipe is echoed,
between ‹ and ›, and session ids are not random.
"""

import importlib
import json
import os
import secrets
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

SESSION = "3f2a91c7"
"""The first session in a home. Blind labels are drawn from the id."""

CLIENT = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect("{address}")
    command = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
    socket.send_fds(server, [json.dumps(command).encode() + b"\\n"], [0, 1, 2])
    sys.exit(int(server.recv(16) or 1))
"""
_PRELOADED = (
    "bareme.cli.grading.grade",
    "bareme.cli.review.walk",
    "bareme.cli.evaluation.run",
    "bareme.cli.evaluation.score",
    "bareme.cli.evaluation.compare",
    "bareme.cli.evaluation.robustness",
    "bareme.models.compatible",
)
_random_id = secrets.token_hex
_SESSION_BYTES = 4
_LONGEST_COMMAND = 1 << 20


class Typed:
    """Standard input that shows what it reads."""

    def __init__(self, pipe: TextIO) -> None:
        self._pipe = pipe

    def readline(self, *_: object) -> str:
        line = self._pipe.readline()
        if line:
            print(f"‹{line.rstrip()}›", flush=True)
        return line

    def isatty(self) -> bool:
        return False


def session_id(size: int) -> str:
    """Return SESSION for the first session of a home and a number for the others. Other ids stay random."""
    if size != _SESSION_BYTES:
        return _random_id(size)
    locks = Path(os.environ["BAREME_HOME"], "locks")
    sessions = len(list(locks.iterdir())) if locks.is_dir() else 0
    return f"{sessions:08x}" if sessions else SESSION


def serve(address: str) -> None:
    """Run commands until the process is ended."""
    for module in _PRELOADED:
        importlib.import_module(module)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("ready", flush=True)
        while True:
            client, _ = listener.accept()
            with client:
                sent, descriptors, _, _ = socket.recv_fds(client, _LONGEST_COMMAND, 3)
                while not sent.endswith(b"\n"):
                    sent += client.recv(_LONGEST_COMMAND)
                child = os.fork()
                if child == 0:
                    listener.close()
                    _answer(client, json.loads(sent), descriptors)
                for descriptor in descriptors:
                    os.close(descriptor)
                os.waitpid(child, 0)


def _answer(client: socket.socket, command: dict[str, Any], descriptors: list[int]) -> None:
    """Run one command in this process, send its exit code to the client, and end the process."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    # Streams of the right kind of file; they write a line at a time, as to a terminal.
    sys.stdin = Typed(os.fdopen(0))
    sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(str(command["folder"]))
    sys.argv = ["bareme", *command["arguments"]]
    code = 1
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - the page's test shows it
        traceback.print_exc()
    sys.stdout.flush()
    client.send(str(code).encode())
    os._exit(code)


def run() -> None:
    """Run `bareme` with the arguments of this process."""
    secrets.token_hex = session_id  # type: ignore[assignment]
    from bareme.cli import app  # noqa: PLC0415 - who imports SESSION needs no command line

    app(prog_name="bareme")


if __name__ == "__main__":
    serve(sys.argv[1])
