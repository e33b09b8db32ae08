"""Documents on a system that has no fork, no memory limit and no alarm, as Windows has none."""

import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"

# Takes away what Python lacks on Windows, then opens and renders a document.
SCRIPT = """
import asyncio, multiprocessing, multiprocessing.context, os, random, signal, sys, threading
from pathlib import Path

if __name__ == "__main__":
    for absent in ("resource", "fcntl", "pwd", "multiprocessing.popen_forkserver"):
        sys.modules[absent] = None
    del multiprocessing.context.ForkServerContext, multiprocessing.context.ForkServerProcess
    del os.register_at_fork, signal.SIGALRM, signal.setitimer, signal.ITIMER_REAL
    multiprocessing.get_all_start_methods = lambda: ["spawn"]

    from bareme.documents import FolderStore, open_document, render_page, stop_workers
    from bareme.domain.copies import PageRef

    async def read(folder, document):
        store = FolderStore(Path(folder))
        document_id = await store.put(Path(document).read_bytes())
        opened = await open_document(document_id, store=store)
        image = await render_page(PageRef(document_id=document_id, index=0), store=store)
        print(len(opened.pages), image.media_type)

    asyncio.run(read(*sys.argv[1:]))
    stop_workers()
"""


def test_documents_open_without_fork_limits_and_alarms(tmp_path: Path) -> None:
    script = tmp_path / "read.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(tmp_path / "store"), str(FIXTURES / "physics-fr" / "exam-paper.pdf")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    pages, media_type = ended.stdout.split()
    assert int(pages) >= 1
    assert media_type.startswith("image/")
