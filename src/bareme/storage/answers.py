"""Answers that were paid for: kept under the hash of everything that went into them, so that none is paid twice.

A checkpoint is written some time after a task ends; an answer is written here before its attempt ends. What a power
cut falls between is found here again, and so is what another session over the same copies has already asked.
"""

import asyncio
import hashlib
import json
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from time import monotonic
from typing import Any, cast

from langgraph.cache.base import BaseCache, FullKey, Namespace
from langgraph.cache.sqlite import SqliteCache
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.errors import InvalidInput, StoreUnusable
from bareme.settings import get_settings
from bareme.storage.failures import named_failures
from bareme.storage.key_locks import FileKeyLocks, KeyLocks
from bareme.storage.shielded import shielded

type Json = dict[str, Any]
type Place = tuple[Path, str]

_NAMESPACE: Namespace = ("answers",)
_opening = threading.Lock()
_opened: dict[Place, BaseCache[Json]] = {}
_claimed: dict[Place, KeyLocks] = {}
_PAUSES = (0.02, 0.05, 0.1, 0.2)
"""Seconds between two looks at whether another process is done; the last again and again."""
_unwritten: dict[Place, dict[str, Json]] = {}
"""Answers that are paid for and could not be written: the disk was full, or another program held the file."""


def cache_key(**inputs: object) -> str:
    """Return the hash of an answer's inputs, which must be plain JSON."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@asynccontextmanager
async def claimed(key: str) -> AsyncIterator[None]:
    """Hold the right to ask for the answer `key`, of all processes that share the store; wait while another has it.

    Not for ever: a process that was put to sleep is waited for as long as its attempt could have taken.

    Raises:
        StoreUnusable: the store cannot be reached.
    """
    claims = await _claims(_place())
    try:
        # Whoever is stopped while it takes one has it, perhaps.
        taken = await claims.take(key) or await _take_later(claims, key)
    except BaseException:
        await _give_back(claims, key)
        raise
    try:
        yield
    finally:
        if taken:
            await _give_back(claims, key)


async def _give_back(claims: KeyLocks, key: str) -> None:
    with suppress(StoreUnusable):  # then it is gone with the connection
        await claims.give_back(key)


async def _take_later(claims: KeyLocks, key: str) -> bool:
    """Return whether the claim could be taken in the end; else the answer is there, or who has the claim sleeps."""
    pauses, until = chain(_PAUSES, repeat(_PAUSES[-1])), monotonic() + get_settings().attempt_seconds
    while monotonic() < until:
        await asyncio.sleep(next(pauses))
        if await claims.take(key):
            return True
        if await recall_answers([key]):
            return False
    return False


async def recall_answers(keys: Sequence[str]) -> dict[str, Json]:
    """Return the answers that were kept under `keys`, by key, in their order.

    Raises:
        StoreUnusable: the store cannot be read.
    """
    place = _place()
    with named_failures("answers"):
        found = await (await _cache(place)).aget([(_NAMESPACE, key) for key in keys])
    answers = {key: found[_NAMESPACE, key] for key in keys if (_NAMESPACE, key) in found}
    unwritten = _unwritten.get(place)
    return {**answers, **{key: unwritten[key] for key in keys if key in unwritten}} if unwritten else answers


async def keep_answers(answers: Mapping[str, Json]) -> None:
    """Keep answers, plain JSON by key, for good. They are on disk when this returns, also where its caller is stopped.

    Raises:
        StoreUnusable: they are not. This process recalls them all the same, and the next that are kept take them along.
    """
    await shielded(_write(answers))


async def require_store() -> None:
    """See that answers can be kept, as far as that is known without trying: those that could not be are, by now.

    Raises:
        StoreUnusable: they still cannot.
    """
    if _unwritten.get(_place()):
        await keep_answers({})


async def _write(answers: Mapping[str, Json]) -> None:
    place = _place()
    unwritten = _unwritten.setdefault(place, {})
    late = dict(unwritten)
    try:
        with named_failures("answers"):
            rows: dict[FullKey, tuple[Json, int | None]] = {
                (_NAMESPACE, key): (answer, None) for key, answer in {**late, **answers}.items()
            }
            await (await _cache(place)).aset(rows)
    except StoreUnusable:
        unwritten.update(answers)
        raise
    for key in late:
        unwritten.pop(key, None)


async def _claims(place: Place) -> KeyLocks:
    if place[1]:
        return cast("KeyLocks", await _cache(place))
    if place not in _claimed:
        with named_failures("answers"):
            await asyncio.to_thread(_claim_once, place)
    return _claimed[place]


def _claim_once(place: Place) -> None:
    with _opening:
        if place not in _claimed:
            _claimed[place] = FileKeyLocks(place[0].with_suffix(".claims"))


def _place() -> Place:
    settings = get_settings()
    return settings.answers_file, settings.answers_url


async def _cache(place: Place) -> BaseCache[Json]:
    # What opens the file is not waited for in the event loop; once it is open, no thread is gone through for it.
    return _opened[place] if place in _opened else await asyncio.to_thread(_open_once, *place)


def _open_once(path: Path, url: str) -> BaseCache[Json]:
    # The first copies come at the same time, and two that set up one file lock each other out.
    with _opening:
        if (path, url) not in _opened:
            _opened[path, url] = _open(path, url)
        return _opened[path, url]


def _open(path: Path, url: str) -> BaseCache[Json]:
    if url:
        return _open_postgres(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteCache(path=str(path), serde=JsonPlusSerializer())


def _open_postgres(url: str) -> BaseCache[Json]:
    try:
        from bareme.storage.postgres_answers import PostgresCache  # noqa: PLC0415 - psycopg comes with an extra
    except ImportError as error:
        raise InvalidInput("BAREME_ANSWERS_URL needs the extra 'postgres': pip install 'bareme[postgres]'") from error
    return PostgresCache(url, serde=JsonPlusSerializer(pickle_fallback=False))
