"""JSON that a client asks for again and again: compressed, and sent once as long as it stays the same."""

import asyncio
import gzip
import hashlib
from collections.abc import Callable, Mapping

from fastapi import Request, Response
from pydantic import BaseModel

_LEAST_COMPRESSED = 1_000
"""Bytes. Compressing less does not pay."""


async def answer_json[**P](
    request: Request, make: Callable[P, BaseModel], *args: P.args, **kwargs: P.kwargs
) -> Response:
    """Return what `make` makes of the arguments: 304 if the client has it already (`If-None-Match`, RFC 9110).

    It is made in a thread: a class takes long enough for the event loop to be missed.
    """
    headers = dict(request.headers)
    return await asyncio.to_thread(lambda: _answer(make(*args, **kwargs), headers))


def _answer(model: BaseModel, headers: Mapping[str, str]) -> Response:
    body = model.model_dump_json().encode()
    # Weak: compressed or not, it is the same content.
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept-Encoding, Authorization, Cookie"}
    if tag in [given.strip() for given in headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=told)
    if len(body) >= _LEAST_COMPRESSED and "gzip" in headers.get("accept-encoding", ""):
        body, told["content-encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
    return Response(body, headers=told, media_type="application/json")
