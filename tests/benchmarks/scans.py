"""A scanned class in the graph: `python -m tests.benchmarks.scans [--quick]`.

Twenty copies of three scans, two graders, sixteen calls in flight: seconds until the scale is found, seconds of
grading, and the processor time of all processes a page. Beside it, in the same run, what one plain program of PyMuPDF
and Pillow takes to turn the same pages into pictures of the same size.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pymupdf
from PIL import Image

from tests.benchmarks.calls import median_of
from tests.benchmarks.classes import PAGES, write_papers, write_scans
from tests.benchmarks.laboratory import laboratory
from tests.benchmarks.processes import REPOSITORY
from tests.benchmarks.session import measure_session

COPIES = 20
TILED = (768, 1_086)
"""What a page becomes for a model that looks at tiles."""

type Json = dict[str, Any]


def render_plainly(file: Path) -> Json:
    """Turn every page into a JPEG for a tiled model; return seconds and processor seconds."""
    started, processor = time.perf_counter(), time.process_time()
    written = 0
    with pymupdf.open(file) as document:
        for page in document:
            drawn = page.get_pixmap(dpi=150)
            picture = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
            picture = picture.resize(TILED, Image.Resampling.LANCZOS)
            picture.save(file.with_suffix(".jpg"), "JPEG", quality=80)
            written += 1
    return {
        "pages": written,
        "seconds": round(time.perf_counter() - started, 3),
        "processor_seconds": round(time.process_time() - processor, 3),
    }


def measure(*, quick: bool = False) -> Json:
    """Return the medians of the runs."""
    copies, times = (8, 1) if quick else (COPIES, 5)
    pages, runs, plain = copies * PAGES, list[Json](), list[Json]()
    with laboratory() as provider, TemporaryDirectory() as name:
        folder = Path(name)
        files = {**write_papers(folder), "copies": folder / "copies.pdf"}
        write_scans(files["copies"], copies)
        write_scans(folder / "warm.pdf", 1, first=900)
        for number in range(times):
            provider.forget()
            runs.append(
                measure_session(provider, folder / str(number), copies=copies, files=files, warm=folder / "warm.pdf")
            )
            command = [sys.executable, "-m", "tests.benchmarks.scans", str(files["copies"])]
            plain.append(json.loads(subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True).stdout))
    figures, floor = median_of(runs), median_of(plain)
    return {
        "copies": copies,
        "pages": pages,
        "runs": times,
        **figures,
        "before_over_grading": round(median(run["before_seconds"] / run["grading_seconds"] for run in runs), 3),
        "processor_ms_a_page": round(1000 * figures["processor_seconds"] / pages, 1),
        "workers_processor_ms_a_page": round(1000 * figures["workers_processor_seconds"] / pages, 1),
        "plain_pages_a_second": round(pages / floor["seconds"], 2),
        "plain_processor_ms_a_page": round(1000 * floor["processor_seconds"] / pages, 1),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].endswith(".pdf"):
        print(json.dumps(render_plainly(Path(sys.argv[1]))))
    else:
        print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
