"""Try the wheel in `dist/` as a user has it: in an empty environment, outside of the checkout.

Runs `bareme --help` in both languages, grades a class of the fixtures, and starts `bareme serve` in an empty folder.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from langgraph_sdk import get_sync_client

REPOSITORY = Path(__file__).parents[1]
STATIC = REPOSITORY / "src" / "bareme" / "server" / "static"
CLASS = REPOSITORY / "fixtures" / "physics-fr"
START_SECONDS = 120


def main() -> None:
    """Build the environment and try each command.

    Raises:
        subprocess.CalledProcessError: a command failed.
        RuntimeError: the server did not start, or the help is not translated.
    """
    (wheel,) = (REPOSITORY / "dist").glob("*.whl")
    with TemporaryDirectory() as name:
        folder = Path(name)
        bareme = install(wheel, folder / "environment")
        outside = folder / "outside"
        shutil.copytree(CLASS, outside / "class")
        english, french = (run(outside, bareme, "--help", BAREME_LANGUAGE=language) for language in ("en", "fr"))
        if english == french:
            raise RuntimeError("the wheel has no French catalogue")
        print(f"bareme --help: {len(english.splitlines())} lines, {len(french.splitlines())} in French")
        grade(outside, bareme)
        serve(outside, bareme)


def install(wheel: Path, environment: Path) -> Path:
    """Install the wheel with `serve` into a new environment, at the locked versions; return its `bareme`."""
    uv = shutil.which("uv") or str(REPOSITORY / ".tools" / "uv" / "bin" / "uv")
    locked = environment.with_suffix(".txt")
    export = ("export", "--frozen", "--quiet", "--no-dev", "--extra", "serve", "--no-emit-project", "--no-hashes")
    run(REPOSITORY, uv, *export, "--output-file", locked)
    run(REPOSITORY, uv, "venv", "--quiet", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    run(REPOSITORY, uv, "pip", "install", "--quiet", "--python", python, "--requirement", locked, f"{wheel}[serve]")
    return environment / "bin" / "bareme"


def grade(outside: Path, bareme: Path) -> None:
    """Grade a class with the offline graders."""
    files = ("--exam-paper", "class/exam-paper.pdf", "--answer-key", "class/answer-key.pdf")
    graders = ("--grader", "offline:lexical", "--grader", "offline:strict")
    run(outside, bareme, "grade", "class/copies.pdf", *files, *graders, "--yes", "--out", "marks")
    written = sorted(path.suffix for path in (outside / "marks").iterdir())
    print(f"bareme grade: wrote {', '.join(written)}")


def serve(outside: Path, bareme: Path) -> None:
    """Start the server where there is no langgraph.json, and ask it for the scale of a typed exam."""
    folder = outside / "server"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [bareme, "serve", "--port", str(port)], cwd=folder, env=environment_of(), stdout=log, stderr=log
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server, folder / "server.log")
        page = httpx.get(f"{url}/app").text
        if (STATIC / "index.html").exists():
            (script,) = re.findall(r'src="(/app/assets/[^"]+\.js)"', page)
            print(f"/app: a page with a script of {len(httpx.get(url + script).content):,} bytes")
        else:
            print(f"/app: {page}")
        client = get_sync_client(url=url)
        thread = client.threads.create()["thread_id"]
        typed = {"typed_copies": [{"answers": {"Q1": "12"}}], "scheme": "Q1: 2"}
        asked = client.runs.wait(thread, "graph_grading", input=typed)
        kind = asked["__interrupt__"][0]["value"]["kind"]  # type: ignore[call-overload]
        print(f"bareme serve: graph_grading asks to {kind}")
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/ok", timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


def environment_of(**more: str) -> dict[str, str]:
    """Return an environment without the developer's settings and without this interpreter's modules."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "PYTHON", "VIRTUAL"))}
    return {**kept, "LANGSMITH_TRACING": "false", **more}


def run(folder: Path, *command: object, **more: str) -> str:
    """Run a command and return what it prints; show that if it fails."""
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment_of(**more), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        done.check_returncode()
    return done.stdout


if __name__ == "__main__":
    main()
