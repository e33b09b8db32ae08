"""The worker processes: what they may not do to the process that uses them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import psutil
import pymupdf
import pytest

from bareme.documents import FolderStore, open_document, render_page, stop_workers
from bareme.documents.limits import Limits
from bareme.documents.workers import run_job, wait_for_each_job
from bareme.domain.copies import PageRef
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import Settings, get_settings
from tests.documents.hostile_files import raw_pdf

# No `if __name__` guard: a worker that ran this again would start workers of its own.
ROUND_TRIP = """
import asyncio, sys
from pathlib import Path
from bareme.documents import FolderStore, open_document, render_page, start_workers
from bareme.domain.copies import PageRef

async def round_trip(folder, document):
    store = FolderStore(Path(folder))
    document_id = await store.put(Path(document).read_bytes())
    await open_document(document_id, store=store)
    await render_page(PageRef(document_id=document_id, index=0), store=store)

print("main")
start_workers()
asyncio.run(round_trip(*sys.argv[1:]))
print(sorted({"pymupdf", "PIL", "langchain_core"} & set(sys.modules)))
"""

STUCK = """
import asyncio, sys
from pathlib import Path
from bareme.documents import FolderStore, open_document, render_page, stop_workers

async def leave_it_running(folder, document):
    store = FolderStore(Path(folder))
    document_id = await store.put(Path(document).read_bytes())
    task = asyncio.create_task(open_document(document_id, store=store))
    await asyncio.sleep(2)
    assert not task.done()
    print("stuck", flush=True)
    await asyncio.sleep(float(sys.argv[3]))

asyncio.run(leave_it_running(*sys.argv[1:3]))
"""


HOUR = Settings(_env_file=None, document_seconds=3600)
"""A deadline longer than the time limit of a test."""


def endless() -> bytes:
    """A small PDF whose forms call each other 10 times at each of 12 levels."""
    forms = 12
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 4>>stream\n/F Do\nendstream",
    ]
    for level in range(forms):
        body = b"/F Do " * 10 if level < forms - 1 else b"0 0 m 500 700 l S"
        packed = zlib.compress(body)
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level) if level < forms - 1 else b""
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (inner, len(packed), packed)
        )
    return raw_pdf(*objects)


def _sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


def _twice(number: int) -> int:
    return 2 * number


def _endless(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(3600)


def one_page() -> bytes:
    source = pymupdf.open()
    source.new_page().insert_text((72, 72), "an answer")
    return bytes(source.tobytes())


def test_the_calling_process_never_loads_what_opens_documents(tmp_path: Path) -> None:
    (tmp_path / "exam.pdf").write_bytes(one_page())
    (tmp_path / "main.py").write_text(ROUND_TRIP)
    run = subprocess.run(
        [sys.executable, tmp_path / "main.py", tmp_path / "documents", tmp_path / "exam.pdf"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.stdout, run.stderr, run.returncode) == ("main\n[]\n", "", 0)


def test_a_process_ends_at_once_whatever_its_workers_do(tmp_path: Path) -> None:
    (tmp_path / "endless.pdf").write_bytes(endless())
    (tmp_path / "main.py").write_text(STUCK)
    run = subprocess.run(
        [sys.executable, tmp_path / "main.py", tmp_path / "documents", tmp_path / "endless.pdf", "0"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"BAREME_DOCUMENT_SECONDS": "3600"},
    )
    assert (run.stdout, run.stderr, run.returncode) == ("stuck\n", "", 0)


def test_workers_outlive_a_killed_parent_by_their_deadline_at_most(tmp_path: Path) -> None:
    (tmp_path / "endless.pdf").write_bytes(endless())
    (tmp_path / "main.py").write_text(STUCK)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "main.py", tmp_path / "documents", tmp_path / "endless.pdf", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"BAREME_DOCUMENT_SECONDS": "3"},
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "stuck\n"
        workers = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive


async def test_a_document_without_end_is_refused_and_the_next_one_opened(store: FolderStore) -> None:
    settings = Settings(_env_file=None, document_seconds=1)
    with pytest.raises(DocumentRefused) as refused:
        await open_document(await store.put(endless()), store=store, settings=settings)
    assert refused.value.reason is RefusalReason.TOO_SLOW
    assert len((await open_document(await store.put(one_page()), store=store)).pages) == 1


async def test_waiting_on_a_busy_machine_does_not_count() -> None:
    limits = Limits.from_settings(Settings(_env_file=None, document_seconds=0.5))
    assert await run_job(limits, _sleep, 1.5) == "done"


async def test_a_job_that_neither_works_nor_ends_is_killed_in_the_end() -> None:
    limits = Limits.from_settings(Settings(_env_file=None, document_seconds=0.05))
    with pytest.raises(DocumentRefused) as refused:
        await run_job(limits, _sleep, 3600)
    assert refused.value.reason is RefusalReason.TOO_SLOW


@pytest.mark.parametrize(("pages", "times"), [(0, 1), (1, 1), (16, 1), (17, 2), (400, 25)])
def test_the_time_of_a_job_grows_with_its_pages(pages: int, times: int) -> None:
    limits = Limits.from_settings(Settings(_env_file=None, document_seconds=2))
    assert limits.for_pages(pages).seconds == 2 * times


async def test_the_event_loop_goes_on_while_a_document_is_opened(store: FolderStore) -> None:
    opening = asyncio.create_task(open_document(await store.put(endless()), store=store, settings=HOUR))
    other = await store.put(one_page())
    assert len((await open_document(other, store=store)).pages) == 1
    assert not opening.done()
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)


async def test_nothing_blocks_the_event_loop_as_the_server_sees_it(tmp_path: Path) -> None:
    # `langgraph dev` raises on such calls, also on those that start the first worker.
    blockbuster = pytest.importorskip("blockbuster")
    document = one_page()
    stop_workers()
    get_settings()  # read once, when the process starts
    with blockbuster.blockbuster_ctx():
        store = FolderStore(tmp_path)
        document_id = await store.put(document)
        assert len((await open_document(document_id, store=store)).pages) == 1
        assert (await render_page(PageRef(document_id=document_id, index=0), store=store)).media_type == "image/png"


async def test_a_caller_that_gives_up_frees_the_worker(store: FolderStore) -> None:
    document_id = await store.put(endless())
    openings = [asyncio.create_task(open_document(document_id, store=store, settings=HOUR)) for _ in range(4)]
    await asyncio.sleep(1)
    for opening in openings:
        opening.cancel()
    await asyncio.gather(*openings, return_exceptions=True)
    assert len((await open_document(await store.put(one_page()), store=store)).pages) == 1


# No document at hand makes MuPDF crash, so the job does it itself.
@pytest.mark.parametrize(("job", "arguments"), [(os.abort, ()), (signal.raise_signal, (signal.SIGKILL,))])
async def test_a_crash_refuses_the_document_alone(
    job: Callable[..., None], arguments: tuple[object, ...], store: FolderStore
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await run_job(Limits.from_settings(Settings(_env_file=None)), job, *arguments)
    assert refused.value.reason is RefusalReason.CRASHED
    assert len((await open_document(await store.put(one_page()), store=store)).pages) == 1


def test_many_jobs_are_counted_and_their_results_are_in_order() -> None:
    told: list[tuple[int, int]] = []
    limits = Limits.from_settings(get_settings())
    assert wait_for_each_job(limits, _twice, range(10), lambda *counts: told.append(counts)) == list(range(0, 20, 2))
    assert (told[0], told[-1]) == ((0, 10), (10, 10))
    assert told == sorted(told)


def test_what_progress_raises_ends_jobs_that_have_begun(tmp_path: Path) -> None:
    def stop_once_begun(_done: int, _total: int) -> None:
        if any(tmp_path.iterdir()):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_for_each_job(Limits.from_settings(HOUR), _endless, [tmp_path] * 10, stop_once_begun)
    begun = [psutil.Process(int(file.name)) for file in tmp_path.iterdir() if psutil.pid_exists(int(file.name))]
    assert psutil.wait_procs(begun, timeout=60)[1] == []
