"""Write what this version keeps, with a session at every stage, for later versions to read: `make earlier-home`.

The ZIP file has the folder `home`; of a cluster (`--cluster`), the folder `files` and a dump of the database.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.provider.server import run_provider

COPIES = sorted((Path(__file__).parents[2] / "fixtures/history-science-en/copies").glob("*.pdf"))[:2]
GRADERS = ("--grader", "openai:earlier-model", "--grader", "offline:lexical")
SCHEME = ("--scheme", "Q1: 5, Q2: 3", "--max-calls", "50")
STAGES = {"At the scale": "waiting_for_scale", "In review": "in_review", "Done": "finished", "Cut short": "stopped"}
"""Names of the sessions, and where each stands."""


SECRET = "an earlier version's secret, for tests alone"


def make_cluster(target: Path) -> None:
    """Write the ZIP file `target` of a cluster."""
    from tests.cluster.services import postgres_binaries, run_postgres  # noqa: PLC0415

    with run_postgres() as server, TemporaryDirectory() as files:
        database = server.create_database("earlier")
        shared = {
            "BAREME_STORAGE": "cluster",
            "BAREME_DATABASE": database,
            "BAREME_FILES": Path(files, "files").as_uri(),
            "BAREME_SECRET": SECRET,
        }
        make_home(target, shared, kept=Path(files, "files"))
        dump = [str((postgres_binaries() or Path()) / "pg_dump"), "--no-owner", "--inserts", database]
        text = subprocess.run(dump, check=True, capture_output=True, timeout=60).stdout
        # psql's own commands, of which an earlier one knows less.
        lines = [line for line in text.splitlines(keepends=True) if not line.startswith(b"\\")]
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("database.sql", b"".join(lines))


def make_home(target: Path, storage: Mapping[str, str] | None = None, kept: Path | None = None) -> None:
    """Write the ZIP file `target`: the home, or the folder `kept`, and what `bareme show --json` says of sessions."""
    with TemporaryDirectory() as folder, run_provider() as provider:
        settings = {
            "BAREME_HOME": f"{folder}/home",
            "BAREME_OCR": "off",
            "BAREME_LANGUAGE": "en",
            "OPENAI_API_KEY": "sk-none",
            "OPENAI_BASE_URL": provider.base_url,
            **(storage or {}),
        }
        environment = {**{k: v for k, v in os.environ.items() if not k.startswith("BAREME_")}, **settings}

        def start(*arguments: object) -> "subprocess.Popen[str]":
            command = [sys.executable, "-m", "bareme.cli", *map(str, arguments)]
            return subprocess.Popen(command, cwd=folder, env=environment, text=True, stdout=-1, stderr=-1, stdin=-3)

        def bareme(*arguments: object) -> str:
            process = start(*arguments)
            output, errors = process.communicate(timeout=120)
            if process.returncode:
                raise RuntimeError(f"{arguments}: {errors}")
            return output

        first = ("grade", *COPIES, *GRADERS, *SCHEME)
        start("grade", COPIES[0], "--grader", "offline:lexical", "--name", "At the scale").communicate(timeout=120)
        bareme(*first, "--yes", "--name", "In review")
        bareme("review", "In review", "--author", "Anne", "mark", "c01", "Q1", "4")
        bareme("grade", COPIES[0], *GRADERS, *SCHEME, "--yes", "--name", "Done")
        bareme("review", "Done", "mark", "c01", "Q1", "3.5")
        bareme("resume", "Done", "--finish", "--force")
        bareme("token", "add", "anne")

        asked: list[Any] = []

        async def leave_the_second(request: dict[str, Any]) -> None:
            asked.append(request)
            if len(asked) == len(COPIES):
                await asyncio.sleep(3600)

        # Under another scheme, so that of what is paid only the reading of names is there.
        provider.script = leave_the_second
        running = start("grade", *COPIES, *GRADERS, "--scheme", "Q1: 6, Q2: 2", "--yes", "--name", "Cut short")
        while len(asked) < len(COPIES) and running.poll() is None:
            time.sleep(0.1)
        while all(start("review", "Cut short", "mark", copy, "Q1", "2").wait(120) for copy in ("c01", "c02")):
            if running.poll() is not None:
                raise RuntimeError("the session was not cut short")
        running.kill()
        running.communicate()

        shown = {name: json.loads(bareme("show", name, "--json")) for name in STAGES}
        for found in shown.values():
            if found["results"]:
                del found["results"]["export_metadata"]["generated_at"]
        for left in ("locks", "opened"):
            shutil.rmtree(Path(folder) / "home" / left, ignore_errors=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("shown.json", json.dumps(shown, indent=1, ensure_ascii=False))
            root = kept or Path(folder) / "home"
            for file in sorted(root.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(root.parent))


if __name__ == "__main__":
    make = make_cluster if "--cluster" in sys.argv else make_home
    make(Path(sys.argv[1]))
