"""The events that tell how far the reading of a session's files is."""

from collections.abc import Awaitable
from typing import Literal

from bareme.graphs.events import Reading
from bareme.graphs.progress import emit


class ReadingProgress:
    """Emits an event whenever another part of `total` is done: files opened, or pages analysed."""

    def __init__(self, session_id: str, step: Literal["opening", "analysing"], total: int) -> None:
        self._session_id = session_id
        self._step: Literal["opening", "analysing"] = step
        self._total = total
        self._done = 0
        if total:
            self._tell()

    async def counting[T](self, job: Awaitable[T], size: int = 1) -> T:
        """Return what the job returns. `size` is how much is done then."""
        result = await job
        self._done += size
        self._tell()
        return result

    def _tell(self) -> None:
        emit(Reading(session_id=self._session_id, step=self._step, done=self._done, total=self._total))
