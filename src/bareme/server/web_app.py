"""The routes of the teacher's app: one page for every screen, and the files that it loads.

`make web` builds them into `static/`; a wheel has them. The page is the same for everybody and tells nothing about
anybody, so it is open without signing in.
"""

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from bareme.graphs.validation import SESSION_LANGUAGE
from bareme.server import problem_kinds as kinds
from bareme.server.accepted_language import accepted_language
from bareme.server.problems import Problem
from bareme.translation import Message, translator

STATIC = Path(__file__).with_name("static")
_ASSET = re.compile(r"[\w.-]+")

# Only what this server itself serves: nothing inline, nothing of elsewhere, and no text becomes HTML.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


async def get_app(request: Request) -> Response:
    """Return the page of the app, or what to do where it is not built."""
    page = STATIC / "index.html"
    if not await run_in_threadpool(page.is_file):
        t = translator(accepted_language(request.scope, default=SESSION_LANGUAGE))
        told = t("The app is not built here: {command} builds it, and the wheel has it.", command="make web")
        return PlainTextResponse(told, headers=_HEADERS)
    return FileResponse(page, media_type="text/html", headers={**_HEADERS, "cache-control": "no-cache"})


async def get_asset(asset: str) -> Response:
    """Return a file that the page loads. Its name holds the hash of its content, so it is kept for good."""
    file = STATIC / "assets" / asset
    if not _ASSET.fullmatch(asset) or not await run_in_threadpool(file.is_file):
        raise Problem(404, kinds.NOT_FOUND, Message("there is nothing at this address"))
    return FileResponse(file, headers={**_HEADERS, "cache-control": "public, max-age=31536000, immutable"})
