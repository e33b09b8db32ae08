"""A session is carried from a teacher's computer to her school's server, as one file."""

from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitors
from tests.web.classes import in_review, scheme, typed
from tests.web.signing_in import KEYS, sign_in

ANNE = {"authorization": f"Bearer {KEYS['anne']}"}
NAME = "Physique, 3e B"
ANSWERS = {"typed_copies": typed(3, "La distance de freinage augmente."), "scheme": scheme("L'adhérence diminue.")}


@pytest.fixture(scope="module")
def session(server: DevServer) -> str:
    """A class on the teacher's own computer, with a decision."""
    session = in_review(server.url, {**ANSWERS, "session_name": NAME})
    mark = {"type": "set_mark", "copy_ids": "c02", "question_id": "1", "points": 1.5}
    httpx.post(f"{server.url}/sessions/{session}/decisions", json={"author": "Mme Roy", "actions": [mark]})
    return session


@pytest.fixture
def archive(server: DevServer, session: str, tmp_path: Path) -> Path:
    path = tmp_path / "session.zip"
    path.write_bytes(httpx.get(f"{server.url}/sessions/{session}/archive").raise_for_status().content)
    return path


def choose(page: Page, *files: Path | dict[str, object]) -> None:
    page.get_by_test_id("session-import").set_input_files(files)


def test_a_session_is_exported_from_its_screen_and_from_the_list(visit: Visitors, session: str) -> None:
    visitor = visit.new()
    page = visitor.open(f"/app/sessions/{session}/export")
    row = page.locator(".exports li[data-format=session]")
    page.route("**/archive", lambda route: route.abort())
    row.get_by_role("button").press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("Le serveur ne répond pas.")
    visit.forgive("ERR_FAILED")
    page.unroute_all()
    with page.expect_download() as download:
        row.get_by_role("button").press("Enter")
    with ZipFile(download.value.path()) as archive:
        assert {"manifest.json", "state.json"} <= {*archive.namelist()}
    expect(row.get_by_role("button")).to_be_focused()

    page = visitor.open()
    page.get_by_role("button", name=f"Exporter « {NAME} »").press("Enter")
    dialog = page.get_by_role("dialog")
    with page.expect_download() as again:
        dialog.get_by_role("button", name="La session entière").press("Enter")
    assert again.value.suggested_filename == f"bareme-session-{session}.zip"
    expect(dialog.get_by_role("link")).to_be_visible()
    assert visitor.faults_in_every_look() == {}
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_session_goes_on_at_the_school(visit: Visitors, school: DevServer, archive: Path, session: str) -> None:
    visit.at(school.url)
    anne = visit.new()
    page = sign_in(anne, "anne")
    held: list[Route] = []
    page.route("**/sessions/import", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at its parameters
    choose(page, archive)
    state = page.locator(".import-state")
    expect(state).to_contain_text("session.zip")
    state.get_by_role("button", name="Arrêter").press("Enter")
    expect(state).to_have_count(0)
    held.pop().abort()
    page.unroute_all()

    choose(page, archive)
    expect(state).to_contain_text(f"« {NAME} » est ici")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text("Relecture")
    assert anne.faults_in_every_look() == {}
    state.get_by_role("link", name="L’ouvrir").press("Enter")
    expect(page).to_have_url(f"{school.url}/app/sessions/{session}")
    page.locator(".mine").wait_for()
    review = httpx.get(f"{school.url}/sessions/{session}/review", headers=ANNE).json()
    marks = {copy["copy_id"]: copy["questions"]["1"] for copy in review["copies"]}
    assert (marks["c02"]["points"], marks["c02"]["author"]) == (1.5, "Mme Roy")

    page = anne.open()
    choose(page, archive)
    expect(state.get_by_role("alert")).to_contain_text("est déjà ici")
    expect(state.get_by_role("link", name="Ouvrir celle qui est ici")).to_have_attribute(
        "href", f"/app/sessions/{session}"
    )
    choose(page, {"name": "notes.zip", "mimeType": "application/zip", "buffer": archive.read_bytes()[:-40]})
    expect(state).to_contain_text("notes.zip")
    expect(state.get_by_role("alert")).to_contain_text("ce n’est pas l’archive d’une session")
    page.get_by_role("link", name=NAME).click()  # it is still told when she is back
    page.locator(".mine").wait_for()
    page.go_back()
    expect(state.get_by_role("alert")).to_contain_text("ce n’est pas l’archive d’une session")
    assert anne.faults_in_every_look() == {}
    state.get_by_role("button", name="Fermer").press("Enter")
    expect(state).to_have_count(0)
    visit.forgive("401")
    visit.forgive("422")


def test_a_browser_gets_no_file_with_marks_that_are_hidden(visit: Visitors, school: DevServer) -> None:
    hidden = in_review(school.url, ANSWERS, token=KEYS["anne"], reveal="after_decision")
    visit.at(school.url)
    page = sign_in(visit.new(), "anne", f"/app/sessions/{hidden}/export")
    row = page.locator(".exports li[data-format=session]")
    row.get_by_role("button").click()
    expect(row.get_by_role("alert")).to_contain_text("notes qui vous sont cachées")
    assert httpx.get(f"{school.url}/sessions/{hidden}/archive", headers=ANNE).status_code == 200
    actions = [{"type": "set_mark", "copy_ids": ["c01", "c02", "c03"], "question_id": "1", "points": 1}]
    httpx.post(f"{school.url}/sessions/{hidden}/decisions", headers=ANNE, json={"actions": actions}).raise_for_status()
    with page.expect_download():
        row.get_by_role("button").click()
    visit.forgive("401")
    visit.forgive("409")
