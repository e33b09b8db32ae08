"""Fork worker processes from a server that has loaded MuPDF, which takes milliseconds instead of a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.popen_forkserver import Popen
from multiprocessing.process import BaseProcess


def forkserver_context(preload: str) -> ForkServerContext:
    """Return a context whose server imports the module `preload` once for all workers."""
    context = _Context()
    context.set_forkserver_preload([preload])
    return context


class _Process(ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802 (multiprocessing's name)
        with _without_main_module():
            return ForkServerProcess._Popen(process_obj)  # noqa: SLF001


class _Context(ForkServerContext):
    Process = _Process


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Prevent multiprocessing from importing the caller's `__main__` module in each worker.

    No job needs it, importing it may take seconds, and a script without an `if __name__ == "__main__"` guard would
    start workers recursively.
    """
    main = sys.modules["__main__"]
    spec, file = main.__spec__, main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file
