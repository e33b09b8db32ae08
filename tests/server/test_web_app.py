"""The page of the app, with a build and without."""

from pathlib import Path

import httpx
import pytest

from bareme.server import web_app
from tests.server.conftest import Configure

SCREENS = ["/app", "/app/", "/app/new", "/app/sessions/x", "/app/sessions/x/review"]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configure: Configure) -> Path:
    """A folder in place of the build."""
    configure()
    monkeypatch.setattr(web_app, "STATIC", tmp_path)
    return tmp_path


async def test_without_a_build_one_sentence_says_how_to_get_it(built: Path, app_client: httpx.AsyncClient) -> None:
    answer = await app_client.get("/app", headers={"accept-language": "fr"})
    assert answer.status_code == 200
    assert answer.text.count(".") == 1
    assert "make web" in answer.text
    assert answer.text.startswith("L’application")


async def test_every_screen_is_the_same_page_also_for_whoever_has_not_signed_in(
    built: Path, app_client: httpx.AsyncClient, configure: Configure
) -> None:
    configure(api_tokens="anne:secret")
    (built / "index.html").write_text("<p>the page</p>", encoding="utf-8")
    for screen in SCREENS:
        answer = await app_client.get(screen)
        assert (answer.status_code, answer.text) == (200, "<p>the page</p>"), screen
        assert answer.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (await app_client.get("/sessions")).status_code == 401


async def test_a_link_on_another_site_leads_to_the_app_and_to_nothing_else(
    built: Path, app_client: httpx.AsyncClient
) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    for screen in SCREENS:
        assert (await app_client.get(screen, headers=followed)).status_code == 200, screen
        assert (await app_client.get(screen, headers={**followed, "sec-fetch-dest": "iframe"})).status_code == 403
        assert (await app_client.get(screen, headers={**followed, "origin": "https://evil.example"})).status_code == 403
    for path in ("/sessions", "/me", "/application"):
        assert (await app_client.get(path, headers=followed)).status_code == 403, path
    assert (await app_client.post("/sign-out", headers=followed)).status_code == 403


async def test_only_files_of_the_build_are_served(built: Path, app_client: httpx.AsyncClient) -> None:
    (built / "assets").mkdir()
    (built / "assets" / "app-1.js").write_text("run()", encoding="utf-8")
    (built / "secret").write_text("secret", encoding="utf-8")
    script = await app_client.get("/app/assets/app-1.js")
    assert script.text == "run()"
    assert script.headers["content-type"].startswith("text/javascript")
    for path in ("..%2Fsecret", "%2e%2e", "app-1.js%00", "none.js", "..%5Csecret"):
        assert (await app_client.get(f"/app/assets/{path}")).status_code == 404, path
