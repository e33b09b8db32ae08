"""The files of a class: made with progress, stopped, taken away."""

from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitors
from tests.web.classes import in_review, scheme, typed

STUDENTS = 50
# What a row says while its file is made, heard within the page: nothing is missed, however slow the machine is.
LISTEN = """row => {
    window.heard = [];
    new MutationObserver(() => {
        const text = row.innerText;
        if (window.heard.at(-1) !== text) window.heard.push(text);
        if (window.stopAt && text.includes(window.stopAt)) row.querySelector("button").click();
    }).observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


@pytest.fixture(scope="module")
def session(server: DevServer) -> str:
    """A class whose every mark is decided by two graders who agree."""
    return in_review(server.url, {"typed_copies": typed(STUDENTS, "12 J"), "scheme": scheme("12 J")})


def row_of(page: Page, fmt: str) -> Locator:
    return page.locator(f".exports li[data-format={fmt}]")


@pytest.mark.parametrize("fmt", ["sheets", "marked"])
def test_fifty_files_are_made_with_progress_and_may_be_stopped(visit: Visitors, session: str, fmt: str) -> None:
    page = visit.new().open(f"/app/sessions/{session}/export")
    row = row_of(page, fmt)
    row.wait_for()
    row.evaluate(LISTEN)
    page.evaluate("window.stopAt = 'sur 50'")
    row.get_by_role("button").press("Enter")
    expect(row).to_contain_text("Arrêté. Aucun fichier n’a été préparé.")
    expect(row.get_by_role("button")).to_be_focused()

    page.evaluate("window.stopAt = ''")
    with page.expect_download() as download:
        row.get_by_role("button").press("Enter")
    assert any("élèves sur 50" in text for text in page.evaluate("window.heard"))
    with ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == STUDENTS + 1
    with page.expect_download() as again:
        row.get_by_role("link").click()
    assert again.value.path().read_bytes() == download.value.path().read_bytes()


def test_marked_copies_are_kept_within_a_size(visit: Visitors, session: str) -> None:
    page = visit.new().open(f"/app/sessions/{session}/export")
    page.get_by_label("copies annotées : un fichier fait au plus").fill("0.1")
    with page.expect_request("**/exports/marked-print*") as asked, page.expect_download():
        row_of(page, "marked-print").get_by_role("button").click()
    assert "max_megabytes=0.1" in asked.value.url


def test_a_server_that_is_away_is_told_and_nothing_is_downloaded(visit: Visitors, session: str) -> None:
    page = visit.new(language="en-GB").open(f"/app/sessions/{session}/export")
    row = row_of(page, "sheets-print")
    page.route("**/exports/sheets-print*", lambda route: route.abort())
    row.get_by_role("button").click()
    expect(row.get_by_role("alert")).to_contain_text("The server does not answer.")
    visit.forgive("ERR_FAILED")
    page.unroute_all()
    with page.expect_download() as download:
        row.get_by_role("button").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_schools_file_comes_back_with_the_marks(visit: Visitors, session: str) -> None:
    page = visit.new().open(f"/app/sessions/{session}/export")
    lines = ["Nom;Devoir /20;Oral;Moyenne", *(f"Élève {n:02};;;=B{n}" for n in range(1, STUDENTS)), "DUPONT Jean;;;"]
    school = {"name": "école.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode("cp1252")}
    part = page.get_by_role("region", name="Dans le fichier de votre établissement")
    part.get_by_test_id("school-file").set_input_files([school])
    expect(part.locator(".notice")).to_contain_text("Pour quelle colonne")  # it cannot be told
    part.get_by_label("Colonne des notes").select_option("Devoir /20")
    part.get_by_role("button", name="Remplir ainsi").press("Enter")
    expect(part).to_contain_text("49 notes dans « Devoir /20 », sur 20.")
    expect(part).to_contain_text("l’examen est sur 2")
    expect(part).to_contain_text("ligne 51 : DUPONT Jean")
    expect(part).to_contain_text("Élève 50")
    with page.expect_download() as download:
        part.get_by_role("link", name="école-avec-notes.csv").click()
    filled = [lines[0], *(f"Élève {n:02};20;;=B{n}" for n in range(1, STUDENTS)), lines[-1]]
    assert download.value.path().read_bytes() == "\r\n".join(filled).encode("cp1252")
    visit.forgive("422")
    damaged = {**school, "name": "notes.xls", "buffer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}
    part.get_by_test_id("school-file").set_input_files([damaged])
    expect(part.get_by_role("alert")).to_be_visible()
    expect(part.get_by_role("link")).to_have_count(0)
    visit.forgive("422")


def test_a_worksheet_tells_moodles_participants(visit: Visitors, session: str) -> None:
    page = visit.new().open(f"/app/sessions/{session}/export")
    row = row_of(page, "moodle-feedback")
    row.get_by_role("button", name="Moodle, fichiers de feedback").press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("feuille d’évaluation du devoir")
    visit.forgive("422")
    rows = [f"Participant {n},Éleve {n:02}," for n in range(1, STUDENTS)]
    lines = "\n".join(["Identifiant,Nom complet,Note", *rows]).encode("cp1252")
    worksheet = {"name": "devoir.csv", "mimeType": "text/csv", "buffer": lines}
    row.get_by_test_id("worksheet").set_input_files([worksheet])
    with page.expect_download() as download:
        row.get_by_label("Encodage").select_option("cp1252")
    expect(row.get_by_role("listitem")).to_have_text(["Élève 50"])
    with ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == STUDENTS - 1
    visit.forgive("422")


def test_the_marks_are_copied_in_the_order_of_the_list(visit: Visitors, session: str) -> None:
    visitor = visit.new(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open(f"/app/sessions/{session}/export")
    page.get_by_role("button", name="Copier les notes").press("Enter")
    expect(page.get_by_text("50 lignes sont copiées").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == ["2"] * STUDENTS
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copier les notes").press("Enter")
    assert page.get_by_label("Copiez-les d’ici").input_value() == "2\n" * STUDENTS


def test_an_edited_table_is_shown_before_it_decides(visit: Visitors, server: DevServer) -> None:
    session = in_review(server.url, {"typed_copies": typed(3, "12 J"), "scheme": scheme("12 J")})
    page = visit.new().open(f"/app/sessions/{session}/export")
    with page.expect_download() as download:
        page.locator(".exports a[href*='csv-short']").click()
    table = download.value.path().read_text(encoding="utf-8-sig")
    lines = table.splitlines()
    place = next(n for n, line in enumerate(lines) if "Élève 02" in line)
    column = lines[0].split(";").index(next(title for title in lines[0].split(";") if title.startswith("1")))
    cells = lines[place].split(";")
    cells[column] = "1,5"
    lines[place] = ";".join(cells)
    edited = {"name": "notes.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode()}

    part = page.get_by_role("region", name="Un fichier que vous avez modifié").first
    part.get_by_test_id("edited-file").set_input_files([edited])
    row = part.get_by_role("row").filter(has_text="Élève 02")
    expect(row).to_contain_text("1,5")
    assert httpx.get(f"{server.url}/sessions/{session}/history").json()["decisions"] == {}
    part.get_by_role("button", name="Reprendre 1 décision").press("Enter")
    expect(part).to_contain_text("1 décision est reprise.")
    (decision,) = httpx.get(f"{server.url}/sessions/{session}/history").json()["decisions"].values()
    assert decision["points"] == 1.5

    part.get_by_test_id("edited-file").set_input_files([edited])
    expect(part).to_contain_text("Rien n’est à décider dans ce fichier.")
