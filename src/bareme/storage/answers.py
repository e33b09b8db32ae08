"""The store of paid answers, each under the hash of everything that went into it, so that none is paid for twice.

A checkpoint is written some time after a task ends; an answer is written here before its attempt ends. After a crash in
between, the answer is found here. So is one that another session over the same copies has already paid for.
"""

import asyncio
import hashlib
import json
import logging
import threading
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import chain, repeat
from time import monotonic
from typing import Any
from weakref import WeakValueDictionary

from langgraph.cache.base import FullKey, Namespace

from bareme.errors import StoreUnusable
from bareme.runtime import current_runtime
from bareme.storage.answer_database import AnswerCache, AnswerDatabase
from bareme.storage.failures import named_failures
from bareme.storage.group_commit import GroupCommit
from bareme.storage.key_locks import KeyLocks
from bareme.storage.owners import LOCAL
from bareme.storage.recorded_uses import record_use
from bareme.storage.shielded import shielded
from bareme.storage.stores import stores

type Json = dict[str, Any]

_log = logging.getLogger(__name__)
_NAMESPACE: Namespace = ("answers",)
_OPENING = threading.Lock()
"""Two threads that set up one SQLite file at the same time lock each other out."""
_POLL_SECONDS = (0.02, 0.05, 0.1, 0.2)
"""Pauses between two looks at whether another process is done; the last is repeated."""


def cache_key(owner: str, /, **inputs: object) -> str:
    """Return the hash of an answer's inputs, which must be plain JSON.

    Answers are shared by the sessions of one owner, and by nobody else. Those of the local user, and of sessions that
    name no owner, have the keys of earlier versions.
    """
    if owner not in {"", LOCAL}:
        inputs["owner"] = owner
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def answer_store() -> "AnswerStore":
    """Return the store that the settings name, opened once in each event loop."""
    return current_runtime().resource(AnswerStore, stores().answers)


class AnswerStore:
    """Paid answers in a database.

    An answer that cannot be written, because the disk is full or the database is away, stays in memory until it can.
    """

    def __init__(self, database: AnswerDatabase) -> None:
        self._database = database
        self._cache: AnswerCache | None = None
        self._key_locks: KeyLocks | None = None
        self._unwritten: dict[str, Json] = {}
        self._writes = GroupCommit(self._write)
        self._reads = GroupCommit(self._read)
        # A lock is needed as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def recall(self, keys: Sequence[str]) -> dict[str, Json]:
        """Return the answers that are kept under `keys`, by key, in their order.

        The session of the running graph then counts as using them, also those that are not there yet: it is about to
        ask for them, and once an answer is there, it is written without another transaction before it.

        Raises:
            StoreUnusable: the store cannot be read.
        """
        await record_use("answer", keys)
        # Taken first: while the store is read, somebody else may write them there and drop them here.
        unwritten = {key: self._unwritten[key] for key in keys if key in self._unwritten}
        answers = await self._reads.add(keys) | unwritten
        return {key: answers[key] for key in keys if key in answers}

    async def keep(self, answers: Mapping[str, Json]) -> None:
        """Keep answers, plain JSON by key, for good. They are on disk when this returns, or when it is cancelled.

        Raises:
            StoreUnusable: they are in memory only. The next call of `keep` writes them as well.
        """
        await shielded(self._keep(answers))

    def delete(self, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`, also what could not be written so far. This blocks.

        Raises:
            StoreUnusable: the store cannot be written.
        """
        for key in keys:
            self._unwritten.pop(key, None)
        if keys and self._database.is_made():
            with named_failures("answers"):
                self._open().delete(_NAMESPACE, keys)

    async def check_writable(self) -> None:
        """Write what could not be written so far; do nothing if there is nothing of the kind.

        Raises:
            StoreUnusable: it still cannot be written.
        """
        if self._unwritten:
            await self.keep({})

    @asynccontextmanager
    async def single_flight(self, keys: Iterable[str], *, seconds: float) -> AsyncIterator[None]:
        """Hold the locks of `keys`, so that nobody else asks for one of their answers, here or in another process.

        That the session uses them is recorded first, with what others record at the moment: once an answer has come,
        its call keeps a slot until it is written.

        The name is that of Go's golang.org/x/sync/singleflight.

        Raises:
            StoreUnusable: the store cannot be reached.
        """
        keys = sorted(set(keys))
        await record_use("answer", keys)
        async with AsyncExitStack() as held:
            # Everybody takes them in the same order, so that no two wait for each other.
            for key in keys:
                await held.enter_async_context(self._locks.setdefault(key, asyncio.Lock()))
                await held.enter_async_context(self._locked_by_this_process(key, seconds))
            yield

    async def aclose(self) -> None:
        """Try once more to write what could not be written, and close the store."""
        try:
            await self.check_writable()
        except StoreUnusable as failure:
            _log.warning("%d paid answers could not be written: %s", len(self._unwritten), failure)
        self._cache = self._key_locks = None

    @asynccontextmanager
    async def _locked_by_this_process(self, key: str, seconds: float) -> AsyncIterator[None]:
        """Hold a key's lock between processes.

        A process that holds it, but was suspended, is waited for no longer than its attempt could have taken.
        """
        locks = await self._opened_locks()
        try:
            acquired = await locks.try_acquire(key) or await self._acquire_later(locks, key, seconds)
        except BaseException:
            # A cancelled attempt may have got it.
            await _release(locks, key)
            raise
        try:
            yield
        finally:
            if acquired:
                await _release(locks, key)

    async def _acquire_later(self, locks: KeyLocks, key: str, seconds: float) -> bool:
        """Return True if the lock was released; False if the answer is there, or after the time of an attempt."""
        pauses, until = chain(_POLL_SECONDS, repeat(_POLL_SECONDS[-1])), monotonic() + seconds
        while monotonic() < until:
            await asyncio.sleep(next(pauses))
            if await locks.try_acquire(key):
                return True
            if await self.recall([key]):
                return False
        return False

    async def _keep(self, answers: Mapping[str, Json]) -> None:
        try:
            await record_use("answer", answers)
        finally:  # it is paid for, whatever becomes of the record
            await self._writes.add(answers)

    async def _read(self, group: list[Sequence[str]]) -> dict[str, Json]:
        keys = dict.fromkeys(chain.from_iterable(group))
        with named_failures("answers"):
            found = await (await self._opened()).aget([(_NAMESPACE, key) for key in keys])
        return {key: answer for (_, key), answer in found.items()}

    async def _write(self, group: list[Mapping[str, Json]]) -> None:
        late, answers = dict(self._unwritten), dict(chain.from_iterable(answers.items() for answers in group))
        try:
            with named_failures("answers"):
                rows: dict[FullKey, tuple[Json, int | None]] = {
                    (_NAMESPACE, key): (answer, None) for key, answer in {**late, **answers}.items()
                }
                await (await self._opened()).aset(rows)
        except StoreUnusable:
            self._unwritten.update(answers)
            raise
        for key in late:
            self._unwritten.pop(key, None)

    async def _opened(self) -> AnswerCache:
        # Opening blocks, so a thread does it; once the file is open, no thread is needed to get at it.
        return await asyncio.to_thread(self._open) if self._cache is None else self._cache

    async def _opened_locks(self) -> KeyLocks:
        if self._key_locks is None:
            with named_failures("answers"):
                self._key_locks = await asyncio.to_thread(self._database.open_locks)
        return self._key_locks

    def _open(self) -> AnswerCache:
        with _OPENING:
            if self._cache is None:
                self._cache = self._database.open()
            return self._cache


async def _release(locks: KeyLocks, key: str) -> None:
    with suppress(StoreUnusable):  # the lock is gone with the connection
        await locks.release(key)
