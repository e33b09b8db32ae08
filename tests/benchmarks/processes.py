"""Runs a command and counts what it takes together with every process that it starts.

`python -m tests.benchmarks.processes FILE COMMAND…` writes the figures to FILE. Processor time is what the kernel
counted for the command and its descendants; the orphans among them are handed to this process, which waits for them
all.
"""

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import psutil

REPOSITORY = Path(__file__).parents[2]
_BECOME_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
_MEMORY_INTERVAL = 0.2

type Json = dict[str, Any]


def memory_of(pid: int) -> float:
    """Return the MB of a process and its descendants; what several of them share counts once."""
    total = 0
    try:
        root = psutil.Process(pid)
        members = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for process in members:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # it has ended meanwhile
            continue
    return total / 1024**2


def processor_of(pid: int) -> float:
    """Return the processor seconds of a process and its living descendants."""
    root = psutil.Process(pid)
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def run_measured(command: Sequence[str], environment: Mapping[str, str] = MappingProxyType({})) -> Json:
    """Run a command, and return seconds, processor seconds, peak MB, and what it printed.

    Raises:
        CalledProcessError: it failed; what it wrote to the standard error is then written to that of this process.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        measuring = [sys.executable, "-m", "tests.benchmarks.processes", str(file), *command]
        settings = {**os.environ, **environment}
        done = subprocess.run(measuring, cwd=REPOSITORY, env=settings, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.stderr.write(done.stderr)
        done.check_returncode()
        return {**json.loads(file.read_text()), "output": done.stdout}


def _measure(command: Sequence[str]) -> tuple[int, Json]:
    if ctypes.CDLL(None, use_errno=True).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "orphans cannot be counted here")
    started = time.monotonic()
    process = subprocess.Popen(command)
    ended, peak = threading.Event(), [0.0]

    def watch() -> None:
        while not ended.wait(_MEMORY_INTERVAL):
            peak[0] = max(peak[0], memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # Popen must not wait for it again
    ended.set()
    watcher.join()
    processor = usage.ru_utime + usage.ru_stime + _processor_of_orphans()
    return process.returncode, {
        "started": started,
        "seconds": round(seconds, 3),
        "processor_seconds": round(processor, 3),
        "peak_mb": round(peak[0], 1),
    }


def _processor_of_orphans() -> float:
    processor = 0.0
    while True:
        try:
            _, _, usage = os.wait3(0)
        except ChildProcessError:
            return processor
        processor += usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    code, figures = _measure(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps(figures))
    sys.exit(code)
