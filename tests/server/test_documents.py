"""Uploaded documents: inspected at once, told, handed out, looked at and deleted, each by its owner alone."""

import asyncio
import base64
import hashlib
import struct
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bareme.settings import get_settings
from bareme.storage.session_uses import Use
from bareme.storage.stores import stores
from tests import papers
from tests.documents.archives import archive
from tests.documents.text_documents import word
from tests.server.conftest import Configure

pytestmark = pytest.mark.anyio

ANNE = {"Authorization": "Bearer secret-a"}
BRUNO = {"Authorization": "Bearer secret-b"}
TYPED = papers.typed([["Exercice 1 (5 points)"], ["Exercice 2 (3 points)"]])
LARGEST = 2_000_000
EXE = b"MZ\x90\0" + bytes(200)
HTML = b"<!doctype html><script>alert(1)</script><p>Bonjour"
type Json = dict[str, Any]


@pytest.fixture(autouse=True)
def two_users(configure: Configure) -> None:
    configure(
        api_tokens="anne:secret-a, bruno:secret-b", max_document_bytes=str(LARGEST), max_archive_bytes=str(LARGEST)
    )


async def upload(
    client: httpx.AsyncClient, data: bytes, name: str = "", who: Json = ANNE, **query: str
) -> httpx.Response:
    return await client.post("/documents", params={"name": name, **query}, content=data, headers=who)


async def test_a_document_is_told_as_soon_as_it_is_there(app_client: httpx.AsyncClient) -> None:
    answer = await upload(app_client, TYPED, "contrôle.pdf")
    told = answer.json()
    assert answer.status_code == 201
    assert (told["name"], told["media_type"], told["size"]) == ("contrôle.pdf", "application/pdf", len(TYPED))
    assert [page["kind"] for page in told["pages"]] == ["typed", "typed"]
    assert {(round(page["width"]), round(page["height"])) for page in told["pages"]} == {(595, 842)}
    again = await app_client.get(f"/documents/{told['document_id']}", headers=ANNE)
    assert again.json() == {**told, "name": ""}
    hidden = (await upload(app_client, papers.with_hidden_text("ignore"))).json()
    assert "hidden_text" in hidden["warnings"]


async def test_a_form_is_the_file_in_it(app_client: httpx.AsyncClient) -> None:
    raw = (await upload(app_client, TYPED, "a.pdf")).json()
    form = await app_client.post(
        "/documents", files={"file": ("C:\\copies\\a.pdf", TYPED, "image/png")}, data={"x": "1"}, headers=ANNE
    )
    assert (form.status_code, form.json()) == (201, raw)
    two = [("file", ("a.pdf", TYPED)), ("file", ("b.pdf", TYPED))]
    none = {"name": (None, b"a.pdf")}
    for files in (two, none):
        answer = await app_client.post("/documents", files=files, headers=ANNE)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\n", b"--x\r\ncontent-disposition: form-data; filename=a\r\n\r\n" + TYPED, b"\0" * 100):
        answer = await app_client.post("/documents", content=body, headers={**ANNE, **boundary})
        assert answer.status_code == 422
    endless = {"content-type": f"multipart/form-data; boundary={'x' * 5_000}"}
    answer = await app_client.post("/documents", content=TYPED, headers={**ANNE, **endless})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")


async def test_what_is_in_an_archive_or_a_text_is_told(app_client: httpx.AsyncClient) -> None:
    told = (await upload(app_client, archive({"Zoé/a.pdf": TYPED, "virus.exe": EXE}), "copies.zip")).json()
    assert (told["media_type"], told["pages"]) == ("application/zip", [])
    refused, taken = sorted(told["members"], key=lambda one: len(one["pages"]))
    assert (refused["name"], refused["document_id"], refused["refused"]) == ("virus.exe", "", "not_a_document")
    assert (taken["name"], len(taken["pages"]), taken["refused"]) == ("Zoé/a.pdf", 2, None)
    member = taken["document_id"]
    assert (await app_client.get(f"/documents/{member}/pages/1", headers=ANNE)).status_code == 200
    again = (await app_client.get(f"/documents/{told['document_id']}", headers=ANNE)).json()
    assert [one["name"] for one in again["members"]] == ["", ""]

    text = word(lambda document: document.add_paragraph("Réponse"))
    told = (await upload(app_client, text, "copie.docx")).json()
    assert ("wordprocessingml" in told["media_type"], len(told["members"])) == (True, 1)
    # The text's pages are those of the PDF that it is laid out as.
    page = await app_client.get(f"/documents/{told['document_id']}/pages/0", headers=ANNE)
    assert page.content.startswith(b"\x89PNG")


REFUSED = {
    "zip_of_an_exe": (archive({"setup.exe": EXE}), "copies.zip", "not_a_document"),
    "empty_zip": (archive({}), "copies.zip", "no_files"),
    "html": (HTML, "page", "not_a_document"),
    "html_called_pdf": (HTML, "page.pdf", "not_a_document"),
    "exe": (EXE, "setup.exe", "not_a_document"),
    "exe_called_pdf": (EXE, "copies.pdf", "not_a_document"),
    "hello": (b"hello\n", "", "not_a_document"),
    "damaged_pdf": (b"%PDF-1.7\n1 0 obj", "a.pdf", "damaged"),
    "rar": (b"Rar!\x1a\x07" + bytes(50), "copies.rar", "other_archive"),
    "empty": (b"", "a.pdf", "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a5_what_cannot_be_graded_is_refused_by_name_and_not_kept(
    app_client: httpx.AsyncClient, name: str
) -> None:
    data, file_name, reason = REFUSED[name]
    answer = await upload(app_client, data, file_name)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, f"/problems/document-{reason.replace('_', '-')}")
    assert problem["document"] == file_name or (not file_name and len(problem["document"]) == 64)
    folder = get_settings().documents_folder
    assert [path for path in folder.rglob("*") if path.is_file() and path.name != "index.sqlite"] == []


async def test_b1_a_document_is_its_owners(app_client: httpx.AsyncClient) -> None:
    told = (await upload(app_client, archive({"a.pdf": TYPED}), "copies.zip")).json()
    ids = [told["document_id"], told["members"][0]["document_id"]]
    guesses = [hashlib.sha256(TYPED).hexdigest(), "0" * 64]
    for document_id in (*ids, *guesses):
        for path in ("", "/content", "/pages/0"):
            answer = await app_client.get(f"/documents/{document_id}{path}", headers=BRUNO)
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/document-not-found")
            assert (await app_client.get(f"/documents/{document_id}{path}")).status_code == 401
        assert (await app_client.delete(f"/documents/{document_id}", headers=BRUNO)).status_code == 404
    # What Bruno is told of a file does not depend on whether Anne has it.
    unknown = papers.typed([["Une autre copie"]])
    answers = [await upload(app_client, data, "b.pdf", BRUNO) for data in (TYPED, unknown)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["document_id"] for answer in answers}.isdisjoint(ids)
    assert (await app_client.get(f"/documents/{ids[1]}", headers=ANNE)).status_code == 200


async def test_whoever_reviews_a_session_looks_at_its_pages(app_client: httpx.AsyncClient) -> None:
    document_id = (await upload(app_client, TYPED)).json()["document_id"]
    invitations = stores().invitations
    await asyncio.to_thread(stores().uses.record, [Use("of anne", "document", document_id)])

    async def statuses() -> list[int]:
        paths = (f"/documents/{document_id}", f"/documents/{document_id}/pages/0", f"/documents/{document_id}/content")
        return [(await app_client.get(path, headers=BRUNO)).status_code for path in paths]

    assert await statuses() == [404, 404, 404]
    await asyncio.to_thread(invitations.invite, "another", "bruno", owner="anne")
    assert await statuses() == [404, 404, 404]
    await asyncio.to_thread(invitations.invite, "of anne", "bruno", owner="anne")
    assert await statuses() == [200, 200, 404]
    assert (await app_client.delete(f"/documents/{document_id}", headers=BRUNO)).status_code == 404
    await asyncio.to_thread(invitations.withdraw, "of anne", "bruno")
    assert await statuses() == [404, 404, 404]


async def test_the_file_itself_is_saved_and_never_run(app_client: httpx.AsyncClient) -> None:
    for data, name, media_type in ((TYPED, "a.pdf", "application/pdf"), (HTML, "a.html", "application/octet-stream")):
        document_id = (await upload(app_client, data, name)).json()["document_id"]
        answer = await app_client.get(f"/documents/{document_id}/content", headers=ANNE)
        assert (answer.content, answer.headers["content-type"]) == (data, media_type)
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="document-{document_id[:12]}.')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox;")


async def test_a_page_is_rendered_once_a_width(app_client: httpx.AsyncClient) -> None:
    document_id = (await upload(app_client, TYPED)).json()["document_id"]

    async def width_of(**query: str) -> int:
        answer = await app_client.get(f"/documents/{document_id}/pages/0", params=query, headers=ANNE)
        assert answer.status_code == 200, answer.text
        width: int = struct.unpack(">I", answer.content[16:20])[0]
        return width

    pictures: list[dict[Path, int]] = []
    for _ in range(2):
        assert await width_of() == 1240
        assert abs(await width_of(width="150") - 200) < 10
        assert abs(await width_of(width="199") - 200) < 10
        assert abs(await width_of(width="800") - 800) < 10
        assert abs(await width_of(width="800", rotation="90") - 800) < 10
        assert abs(await width_of(width="800", mask="0,0,1,0.5") - 800) < 10
        kept = [path for path in (get_settings().documents_folder / "derived").rglob("*") if path.is_file()]
        pictures.append({path: path.stat().st_mtime_ns for path in kept})
    # One for each width and turn; but there is no end of masks, and no disk for all of them.
    assert (len(pictures[0]), pictures[0]) == (4, pictures[1])
    for query in ({"width": "0"}, {"width": "9999"}, {"rotation": "45"}, {"mask": "x"}):
        answer = await app_client.get(f"/documents/{document_id}/pages/0", params=query, headers=ANNE)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    missing = await app_client.get(f"/documents/{document_id}/pages/2", headers=ANNE)
    assert (missing.status_code, missing.json()["pages"]) == (404, 2)


async def test_b9_a_document_is_deleted_with_its_pictures_unless_a_session_uses_it(
    app_client: httpx.AsyncClient,
) -> None:
    told = (await upload(app_client, archive({"a.pdf": TYPED}), "copies.zip")).json()
    document_id, member = told["document_id"], told["members"][0]["document_id"]
    await app_client.get(f"/documents/{member}/pages/0", headers=ANNE)
    await asyncio.to_thread(stores().uses.record, [Use("s", "document", member)])
    refused = await app_client.delete(f"/documents/{document_id}", headers=ANNE)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/document-in-use")
    with stores().uses.dropping("s"):
        pass
    assert (await app_client.delete(f"/documents/{document_id}", headers=ANNE)).status_code == 204
    assert (await app_client.get(f"/documents/{member}/pages/0", headers=ANNE)).status_code == 404
    folder = get_settings().documents_folder
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["index.sqlite"]


async def test_an_upload_is_never_whole_in_memory_and_cut_at_its_limit(app_client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 100_000
            yield bytes(100_000)

    tracemalloc.start()
    answer = await app_client.post("/documents", params={"name": "a.pdf"}, content=endless(), headers=ANNE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status_code, answer.json()["document"], answer.json()["limit"]) == (413, "a.pdf", LARGEST)
    assert sent < 2 * LARGEST
    assert peak < LARGEST
    assert list(get_settings().documents_folder.glob(".incoming-*")) == []


async def test_a_class_list_is_told_as_one(app_client: httpx.AsyncClient) -> None:
    told = (await upload(app_client, "Nom;Prénom\nA;Zoé\nB;Loïc\n".encode(), "3e.csv", role="roster")).json()
    assert (told["roster"]["count"], told["roster"]["first"][0]["name"]) == (2, "A Zoé")
    refused = await upload(app_client, base64.b64decode(b"AAEC") * 9, "3e.csv", role="roster")
    assert (refused.status_code, refused.json()["document"]) == (422, "3e.csv")


async def test_a_refusal_takes_nothing_that_was_accepted(app_client: httpx.AsyncClient) -> None:
    class_list = b"nom;prenom\nDurand;Zoe\nMartin;Luc\n"
    accepted = await upload(app_client, class_list, "classe.csv", role="roster")
    refused = await upload(app_client, class_list, "classe.csv")
    assert (accepted.status_code, refused.status_code) == (201, 422)
    kept = await app_client.get(f"/documents/{accepted.json()['document_id']}", headers=ANNE)
    assert kept.status_code == 200
