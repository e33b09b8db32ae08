"""What the app weighs."""

import gzip

from bareme.server.web_app import STATIC
from tests.web.browsing import Visitors

MOST_OF_FIRST_SCREEN = 160_000
"""Bytes of scripts, compressed."""


def test_the_scripts_of_the_first_screen_are_light(visit: Visitors) -> None:
    visitor = visit.new()
    loaded: list[str] = []
    visitor.page.on("request", lambda request: loaded.append(request.url))
    page = visitor.open()
    page.wait_for_load_state("networkidle")
    scripts = [url.rsplit("/", 1)[1] for url in loaded if url.endswith(".js")]
    weight = sum(len(gzip.compress((STATIC / "assets" / name).read_bytes(), 9)) for name in scripts)
    assert scripts
    assert weight <= MOST_OF_FIRST_SCREEN, f"{weight:,} bytes in {scripts}"
