"""Answers that were paid for: kept under the hash of everything that went into them, so that none is paid twice.

A checkpoint is written some time after a task ends; an answer is written here before its attempt ends. What a power
cut falls between is found here again, and so is what another session over the same copies has already asked.
"""

import asyncio
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from langgraph.cache.base import BaseCache
from langgraph.cache.sqlite import SqliteCache
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.errors import InvalidInput
from bareme.settings import get_settings

type Json = dict[str, Any]

_NAMESPACE = ("answers",)
_opening = threading.Lock()
_opened: dict[tuple[Path, str], BaseCache[Json]] = {}


def fingerprint(**inputs: object) -> str:
    """Return the hash of an answer's inputs, which must be plain JSON."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


async def recall_answers(keys: Sequence[str]) -> dict[str, Json]:
    """Return the answers that were kept under `keys`, by key, in their order."""
    found = await (await _cache()).aget([(_NAMESPACE, key) for key in keys])
    return {key: found[_NAMESPACE, key] for key in keys if (_NAMESPACE, key) in found}


async def keep_answers(answers: Mapping[str, Json]) -> None:
    """Keep answers, plain JSON by key, for good. They are on disk when this returns."""
    await (await _cache()).aset({(_NAMESPACE, key): (answer, None) for key, answer in answers.items()})


async def _cache() -> BaseCache[Json]:
    settings = get_settings()
    place = (settings.answers_file, settings.answers_url)
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
        from bareme.models.postgres_answers import PostgresCache  # noqa: PLC0415 - psycopg comes with an extra
    except ImportError as error:
        raise InvalidInput("BAREME_ANSWERS_URL needs the extra 'postgres': pip install 'bareme[postgres]'") from error
    return PostgresCache(url, serde=JsonPlusSerializer(pickle_fallback=False))
