"""Scanned pages to the bytes that a model is sent: `python -m tests.benchmarks.pages [--quick]`.

Pages a second of Barème's worker processes on a stored document, and of one plain program of PyMuPDF and Pillow on the
same file (`scans.render_plainly`), for A4 at 200 and 300 dots an inch and A3 at 300 and 600.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bareme.documents import FolderStore, open_document, render_pages, stop_workers
from tests.benchmarks.classes import PAGES, write_scans
from tests.benchmarks.processes import REPOSITORY

KINDS = {"a4_200": (200, "a4", 12), "a4_300": (300, "a4", 8), "a3_300": (300, "a3", 4), "a3_600": (600, "a3", 1)}
"""Dots an inch, sheet, and copies of three pages."""

type Json = dict[str, Any]


async def render(data: bytes, store: FolderStore, dpi: int) -> float:
    """Return the seconds that the workers take for every page of a file, once they run."""
    document = await open_document(await store.put(data), store=store)
    pages = [document.ref(page) for page in document.pages]
    await render_pages(pages[:2], store=store, dpi=36)
    started = time.perf_counter()
    images = await render_pages(pages, store=store, dpi=dpi)
    assert len(images) == len(pages)
    return time.perf_counter() - started


def measure(*, quick: bool = False) -> Json:
    """Return pages a second of both."""
    found: Json = {}
    with TemporaryDirectory() as name:
        for kind, (dpi, sheet, copies) in KINDS.items():
            if quick and kind != "a4_300":
                continue
            file = Path(name) / f"{kind}.pdf"
            write_scans(file, copies, dpi=dpi, sheet=sheet)
            seconds = asyncio.run(render(file.read_bytes(), FolderStore(Path(name) / kind), 92))
            command = [sys.executable, "-m", "tests.benchmarks.scans", str(file)]
            plain = json.loads(subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True).stdout)
            found[kind] = {
                "pages_a_second": round(copies * PAGES / seconds, 2),
                "plain_pages_a_second": round(copies * PAGES / plain["seconds"], 2),
                "over_plain": round(plain["seconds"] / seconds, 2),
            }
    stop_workers()
    return found


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
