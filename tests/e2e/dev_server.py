"""`langgraph dev` on a loopback port, as `bareme serve` starts it: begun, killed and begun again by the tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from bareme.cli.serve import absolute

REPOSITORY = Path(__file__).parents[2]
_START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class DevServer:
    """One server process at a time, over a folder that outlives it."""

    stop_seconds = 15

    def __init__(self, folder: Path, config: Path = REPOSITORY / "langgraph.json", **environment: str) -> None:
        self.folder = folder
        self.config = config
        self.environment = environment
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return self._process.pid if self._process else None

    @property
    def command(self) -> list[str]:
        return [
            str(Path(sys.executable).parent / "langgraph"),
            *("dev", "--config", str(self.folder / "home" / "langgraph.json"), "--port", str(self.port)),
            *("--no-browser", "--no-reload", "--n-jobs-per-worker", "10"),
        ]

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def client(self, **headers: str) -> LangGraphClient:
        return get_client(url=self.url, headers=headers)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start the server."""
        # As `bareme serve` does: it starts in another folder than the configuration's.
        home = self.folder / "home"
        home.mkdir(mode=0o700, exist_ok=True)
        moved = absolute(json.loads(self.config.read_text(encoding="utf-8")), self.config.parent)
        (home / "langgraph.json").write_text(json.dumps(moved))
        # Other tests in this process may have a provider of theirs in the environment.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "OPENAI_"))}
        environment = {
            **kept,
            "BAREME_HOME": str(self.folder / "home"),
            "BAREME_OCR": "off",
            "LANGGRAPH_STRICT_MSGPACK": "true",
            # It would report each start in a thread, whose imports can make the server's own fail.
            "LANGGRAPH_CLI_NO_ANALYTICS": "1",
            "LANGSMITH_TRACING": "false",
            **self.environment,
        }
        with (self.folder / "server.log").open("ab") as log:
            # A group of its own, so that a kill reaches the workers too.
            self._process = subprocess.Popen(
                self.command, cwd=self.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until the server answers."""
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/health", timeout=1).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"the server did not start:\n{self.log[-3000:]}")

    def answers(self) -> bool:
        """Return whether it runs, as far as its process goes."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
        self._process = None

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=self.stop_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None
