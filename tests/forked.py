"""Processes that start at once: a server has imported what they need, and forks one for each.

Such a process is what `python -m MODULE` would be, but for its start: it has an id of its own, can be interrupted and
killed, and its end closes what it had open.
"""

import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, Self

REPOSITORY = Path(__file__).parents[1]
_PRELOADED = (
    "bareme.cli.grading.grade",
    "bareme.cli.review.walk",
    "bareme.cli.evaluation.run",
    "bareme.models.compatible",
)
_LONGEST_COMMAND = 1 << 20
_NUMBER = 16
"""Bytes of a number that the server sends: the id of a process, and later its exit code."""


class Forked:
    """A process, which is used like a `subprocess.Popen` with three pipes for text."""

    def __init__(
        self, server: Path, module: str, *arguments: object, folder: Path, environment: Mapping[str, str]
    ) -> None:
        command = {
            "module": module,
            "arguments": [str(argument) for argument in arguments],
            "folder": str(folder),
            "environment": dict(environment),
        }
        (stdin, to_stdin), (from_stdout, stdout), (from_stderr, stderr) = os.pipe(), os.pipe(), os.pipe()
        self.stdin, self.stdout, self.stderr = os.fdopen(to_stdin, "w"), os.fdopen(from_stdout), os.fdopen(from_stderr)
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(str(server))
        socket.send_fds(self._server, [json.dumps(command).encode() + b"\n"], [stdin, stdout, stderr])
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        self.pid = int(self._server.recv(_NUMBER, socket.MSG_WAITALL))
        self.returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()
        with suppress(BrokenPipeError):
            self.stdin.close()
        for opened in (self.stdout, self.stderr, self._server):
            opened.close()

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        try:
            return self.wait(0)
        except TimeoutError:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process and return its exit code, which is negative if a signal ended it."""
        if self.returncode is None:
            if not select.select([self._server], [], [], timeout)[0]:
                raise TimeoutError
            # Not taken out, for another thread may wait, too.
            self.returncode = int(self._server.recv(_NUMBER, socket.MSG_PEEK))
        return self.returncode

    def communicate(self) -> tuple[str, str]:
        """End its input, wait for the end of the process, and return the rest of its output and of its errors."""
        self.stdin.close()
        with ThreadPoolExecutor() as pool:
            shown, errors = pool.map(lambda stream: stream.read(), (self.stdout, self.stderr))
        self.wait()
        return shown, errors

    def send_signal(self, number: int) -> None:
        """Send a signal, if the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process as a power cut would."""
        self.send_signal(signal.SIGKILL)


@contextmanager
def fork_server(folder: Path) -> Iterator[Path]:
    """Run the server with its socket in `folder`, and yield the path of that."""
    address = folder / "socket"
    command = [sys.executable, "-m", "tests.forked", str(address)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield address
        server.terminate()


def _serve(address: str) -> NoReturn:
    for module in _PRELOADED:
        importlib.import_module(module)
    clients: dict[int, socket.socket] = {}

    def tell_of_ends(*_: object) -> None:
        while clients:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            with clients.pop(process) as client, suppress(BrokenPipeError):
                client.send(_number(os.waitstatus_to_exitcode(status)))

    signal.signal(signal.SIGCHLD, tell_of_ends)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("ready", flush=True)
        while True:
            client, _ = listener.accept()
            sent, descriptors, _, _ = socket.recv_fds(client, _LONGEST_COMMAND, 3)
            while not sent.endswith(b"\n"):
                sent += client.recv(_LONGEST_COMMAND)
            # It is in the table before its end can be told.
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
            process = os.fork()
            if process == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
                for other in (listener, client, *clients.values()):
                    other.close()
                _run(json.loads(sent), descriptors)
            client.send(_number(process))
            clients[process] = client
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            for descriptor in descriptors:
                os.close(descriptor)


def _number(number: int) -> bytes:
    return f"{number:>{_NUMBER}}".encode()


def _run(command: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Run the command in this process, and end it."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    sys.argv = [command["module"], *command["arguments"]]
    code = 0
    try:
        runpy.run_module(command["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - told to the test
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
