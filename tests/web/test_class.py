"""A class from its files to its marks, as a teacher takes it through the app."""

import re
from pathlib import Path

import httpx
import pymupdf
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import REPOSITORY
from tests.web.browsing import Visitor, Visitors

CLASS = REPOSITORY / "fixtures" / "physics-fr"
FILES = ["exam-paper.pdf", "answer-key.pdf", "copies.pdf", "roster.csv"]


def choose_files(page: Page, *paths: Path) -> None:
    page.get_by_test_id("files").set_input_files(paths)


@pytest.fixture(scope="module")
def session_id() -> list[str]:
    """The address of the class that the tests of this module take further, one after the other."""
    return []


def test_a_class_is_read_from_files_that_are_dropped_as_they_are(visitor: Visitor, session_id: list[str]) -> None:
    page = visitor.open("/app/new")
    assert visitor.accessibility_faults() == []
    choose_files(page, *(CLASS / name for name in FILES))
    expect(page.get_by_text("4 fichiers sont prêts.")).to_be_visible()
    roles = [page.get_by_label(f"Nature de {name}").input_value() for name in FILES]
    assert roles == ["exam_paper", "answer_key", "copies", "roster"]
    expect(page.get_by_text("14 élèves").first).to_be_visible()
    page.get_by_label("Premier correcteur").select_option("offline:lexical")
    page.get_by_label("Second correcteur").select_option("offline:strict")
    assert visitor.accessibility_faults() == []
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url(re.compile("/app/sessions/"))
    session_id.append(page.url.rsplit("/", 1)[1])
    page.reload()
    expect(page.get_by_role("heading", name="Confirmer le barème et les copies")).to_be_visible(timeout=60_000)


def test_the_scale_and_the_copies_are_corrected_and_checked(visitor: Visitor, session_id: list[str]) -> None:
    page = visitor.open(f"/app/sessions/{session_id[0]}/scale")
    total = page.locator("tfoot output")
    expect(total).to_have_text("20")
    page.get_by_label("Points de Exercice 2.c").focus()
    expect(page.locator(".scale-page .crop-tag-text")).to_have_text("2.c")
    assert visitor.accessibility_faults() == []
    page.get_by_label("Points de Exercice 2.c").fill("1")
    expect(total).to_have_text("19,5")
    expect(page.get_by_label("En une ligne")).to_have_value(re.compile(r"Exercice 2: 4,5, .*Exercice 2\.c\): 1, "))
    page.get_by_role("button", name="Copie 7, ROUSSEAU Camille").click()
    page.get_by_role("button", name="Couper avant la page 2").click()
    page.reload()  # what is not sent yet is kept in this tab
    expect(total).to_have_text("19,5")
    expect(page.get_by_text("9 copies, 12 questions")).to_be_visible()
    page.get_by_role("button", name="Copie 7, ROUSSEAU Camille").click()
    page.get_by_label("Points de Exercice 2.c").fill("1,")
    page.get_by_label("Points de Exercice 2.b").fill("2")
    expect(total).to_have_text("20")
    line = page.get_by_label("En une ligne")
    written = line.input_value()
    line.fill("Exercice 1: beaucoup")
    page.get_by_role("button", name="Vérifier les changements").click()
    expect(page.get_by_text(re.compile("Cette réponse n.a pas été prise"))).to_be_visible()
    page.reload()  # nor is what was refused
    expect(line).to_have_value("Exercice 1: beaucoup")
    line.fill(written)
    page.get_by_role("button", name="Copie 7, ROUSSEAU Camille").click()
    page.get_by_role("button", name="Joindre à la précédente").click()
    page.get_by_label("Élève de la copie 6").last.fill("MOREL Jeanne")
    page.get_by_label("Élève de la copie 6").last.press("Enter")
    assert visitor.accessibility_faults() == []
    page.get_by_role("button", name="Vérifier les changements").click()
    expect(page.get_by_role("button", name="Vérifier les changements")).to_be_hidden()
    asked = httpx.get(f"{visitor.url}/sessions/{session_id[0]}/question").json()["scale"]
    assert "Exercice 2.b): 2," in asked["shorthands"][0]
    assert "MOREL Jeanne" in [copy["student"] and copy["student"]["name"] for copy in asked["students"]]


def test_the_class_is_graded_and_every_mark_is_the_servers(visitor: Visitor, session_id: list[str]) -> None:
    page = visitor.open(f"/app/sessions/{session_id[0]}")
    page.get_by_role("button", name="Corriger les").click()
    copies = len(httpx.get(f"{visitor.url}/sessions/{session_id[0]}/question").json()["scale"]["students"] or ()) or 7
    expect(page.get_by_role("heading", name=re.compile(f"{copies} copies corrigées sur {copies}"))).to_be_visible(
        timeout=60_000
    )
    assert visitor.accessibility_faults() == []
    review = httpx.get(f"{visitor.url}/sessions/{session_id[0]}/review").json()
    told = {copy["position"]: copy["total"] for copy in review["copies"]}
    shown = [cell.inner_text() for cell in page.locator(".cell-mark").all()]
    assert shown == [f"{told[n]:g}".replace(".", ",") for n in sorted(told)]


def test_a_session_is_found_in_the_list_and_deleted_by_its_name(
    visitor: Visitor, visit: Visitors, session_id: list[str]
) -> None:
    page = visitor.open()
    assert visitor.accessibility_faults() == []
    page.get_by_role("searchbox").fill("MATHEMATIQUES")
    row = page.get_by_role("row").filter(has=page.locator(f"a[href$='{session_id[0]}']"))
    left = httpx.get(f"{visitor.url}/sessions/{session_id[0]}/review").json()["open_questions"]
    expect(row).to_contain_text(f"{left} réponses à décider")
    row.get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog")
    assert visitor.accessibility_faults() == []
    delete = dialog.get_by_role("button", name="Supprimer définitivement")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill(row.get_by_role("link").inner_text())
    delete.click()
    expect(dialog).to_be_hidden()
    expect(page.locator(f"a[href$='{session_id[0]}']")).to_have_count(0)
    assert httpx.get(f"{visitor.url}/sessions/{session_id[0]}/progress").status_code == 404


def test_files_that_cannot_be_used_are_refused_at_once_and_the_others_are_graded(
    visitor: Visitor, visit: Visitors, tmp_path: Path
) -> None:
    broken, empty, large = tmp_path / "copies abîmées.pdf", tmp_path / "vide.pdf", tmp_path / "énorme.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing of one")
    empty.write_bytes(b"")
    with large.open("wb") as file:
        file.write((CLASS / "copies.pdf").read_bytes())
        file.truncate(60_000_000)
    locked = tmp_path / "protégées.pdf"
    with pymupdf.open(CLASS / "copies.pdf") as document:
        document.save(locked, encryption=pymupdf.mupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="secret")
    page = visitor.open("/app/new")
    choose_files(page, broken, CLASS / "copies.pdf", empty, large, CLASS / "exam-paper.pdf", locked)
    expect(page.get_by_text("3 fichiers sont prêts.")).to_be_visible()
    refused = page.get_by_role("row").filter(has=page.get_by_role("alert"))
    told = {row.get_by_role("rowheader").inner_text().split("\n")[0]: row.inner_text() for row in refused.all()}
    assert set(told) == {broken.name, empty.name, locked.name}
    assert re.search("mot de passe|protég|chiffr", told[locked.name].lower().replace(locked.name, ""))
    assert len({row.get_by_role("alert").inner_text() for row in refused.all()}) == 3
    assert visitor.accessibility_faults() == []
    page.get_by_role("button", name="Retirer vide.pdf").click()
    expect(refused).to_have_count(2)
    page.get_by_role("button", name="Retirer copies.pdf").click()  # the large one has the same copies
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_role("heading", name="Confirmer le barème et les copies")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("8 copies, 12 questions")).to_be_visible()
    visit.forgive("422")


def test_a_pasted_list_tells_what_was_understood(visitor: Visitor) -> None:
    page = visitor.open("/app/new")
    page.get_by_text("Coller une liste").click()
    page.get_by_label("Un élève par ligne").fill("Nom;Prénom\nMARTIN;Léa\nNGUYEN;Hugo\n")
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_text("MARTIN Léa · NGUYEN Hugo")).to_be_visible()
    expect(page.get_by_text("Colonnes utilisées : Nom, Prénom")).to_be_visible()
