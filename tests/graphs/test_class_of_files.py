"""The class of `tests/cli/test_class_of_files.py` through the API: one archive, sent as a document."""

import base64
from pathlib import Path
from typing import Any

from tests.cli.test_class_of_files import STUDENTS, moodle
from tests.documents.text_documents import add_omml, word
from tests.graphs.conftest import Session, document, interrupt_of
from tests.papers import typed


async def test_a_class_in_moodles_archive_loses_no_student(session: Session, tmp_path: Path) -> None:
    archive, key = tmp_path / "class.zip", tmp_path / "key.pdf"
    archive.write_bytes(moodle())
    key.write_bytes(typed([["Exercise 1 (5 points)", "newton", "Exercise 2 (5 points)", "300000000 m/s"]]))
    request = {
        "documents": [document(archive), document(key, "answer_key")],
        "students": [{"name": name} for name in STUDENTS],
        "scheme": "Q1: 5, Q2: 5",
    }
    asked = interrupt_of(await session.send(request, language="en", calibration="off"))
    assert [copy["student"]["name"] for copy in asked["students"]] == STUDENTS
    assert [len(copy["pages"]) for copy in asked["students"]] == [1, 2, 2, 1, 1, 1, 1, 2, 0, 0]
    assert {document["media_type"] for document in asked["documents"] if not document["refused"]} == {
        "application/pdf",
        "image/heif",
        "image/jpeg",
    }
    # As a client sends the copies back that the teacher confirmed.
    confirmed = [{"copy_id": copy["copy_id"], "pages": copy["pages"]} for copy in asked["students"]]
    review = interrupt_of(await session.answer({"candidate": 0, "students": confirmed}))
    assert review["counts"] == {"total": 10, "completed": 8, "failed": 2, "remaining": 0}
    results = {copy["copy_id"]: copy for copy in (await session.state())["results"]}
    unread = [copy for copy in results.values() if "nothing_readable" in copy["flags"]]
    assert [copy["student"]["name"] for copy in unread] == ["ROUX Emma", "SIMON Lou"]
    assert [copy["total"] for copy in unread] == [None, None]
    assert all("nothing readable in this copy" in copy["error"] for copy in unread)


async def test_what_a_word_document_cannot_show_is_told_with_its_name(session: Session) -> None:
    def build(paper: Any) -> None:
        add_omml(paper, "<m:unheardOf/>", "Question 1 (5 points) ")

    key = base64.b64encode(word(build)).decode()
    asked = interrupt_of(
        await session.send(
            {
                "documents": [{"role": "answer_key", "name": "corrigé.docx", "data": key}],
                "typed_copies": [{"answers": {"1": "12"}}],
                "scheme": "1: 5",
            },
            graders=["offline:lexical"],
        )
    )
    assert any(
        "corrigé.docx" in warning and "enregistrez le document en PDF" in warning for warning in asked["warnings"]
    )
