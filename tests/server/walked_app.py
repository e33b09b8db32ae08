"""Barème's app on a server that a test walks: at its start it writes down the routes that the server really has."""

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from bareme.server import app as served

app: Any = served.app
_serve = app.router.lifespan_context


@asynccontextmanager
async def _write_routes(running: Any) -> AsyncIterator[Any]:
    transport = httpx.ASGITransport(running, root_path="/noauth")  # from within, where no door stands
    async with httpx.AsyncClient(transport=transport, base_url="http://bareme") as client:
        described = (await client.get("/openapi.json")).json()
    _write({"routes": sorted(set(_verbs(running.routes))), "openapi": described})
    async with _serve(running) as state:
        yield state


def _write(found: dict[str, Any]) -> None:
    Path(os.environ["ROUTES_FILE"]).write_text(json.dumps(found), encoding="utf-8")


def _verbs(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        match route:
            case Route():
                yield from ((method, prefix + route.path) for method in route.methods or ())
            case WebSocketRoute():
                yield "WEBSOCKET", prefix + route.path
            case Mount() if route.routes:
                yield from _verbs(route.routes, prefix + route.path)
            case Mount():
                yield "GET", prefix + route.path + "/{file}"
            case _:
                raise TypeError(f"a route of a kind that nobody has decided on: {route!r}")


app.router.lifespan_context = _write_routes
