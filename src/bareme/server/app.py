"""The app as servers load it. What concerns the whole process is arranged before the first request is answered."""

from bareme.server.process import prepare_process

prepare_process()

from bareme.server.routes import app  # noqa: E402 - the process first

__all__ = ["app"]
