"""`bareme app`: a server, and a browser at the app."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.dev_server import free_port


def test_the_browser_is_opened_at_the_app_once_the_server_answers(tmp_path: Path) -> None:
    opened, port = tmp_path / "opened", free_port()
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    browser.chmod(0o700)
    environment = {**os.environ, "BROWSER": f"{browser} %s", "BAREME_HOME": str(tmp_path / "home")}
    command = [str(Path(sys.executable).with_name("bareme")), "app", "--example", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 90
            while not opened.exists() and server.poll() is None and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(0.2)
            assert opened.read_text(encoding="utf-8").strip() == f"http://127.0.0.1:{port}/app/new?example"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)
    assert f"http://127.0.0.1:{port}/app" in (tmp_path / "log").read_text(encoding="utf-8", errors="replace")
