"""Archives: what is taken out of them, under which name, and what they cannot do."""

import io
import tarfile
import unicodedata
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.documents import FolderStore, UnpackedFile, open_document, unpack
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import Settings
from tests.documents.archives import (
    archive,
    bomb,
    claimed_encrypted,
    nested,
    smaller_than_it_says,
    with_link,
    with_raw_name,
)
from tests.papers import photograph, typed

type Unpacked = Callable[..., Awaitable[list[UnpackedFile]]]


@pytest.fixture
def unpacked(store: FolderStore) -> Unpacked:
    async def put_and_unpack(data: bytes, **limits: Any) -> list[UnpackedFile]:
        configured = Settings(_env_file=None, **limits)
        return await unpack(await store.put(data), "class.zip", store=store, settings=configured)

    return put_and_unpack


def pupil(text: str) -> bytes:
    return typed([[text]])


async def test_a_stored_archive_of_pdfs_is_its_files(unpacked: Unpacked, store: FolderStore) -> None:
    # Stored, not compressed: a PDF header stands near the start of the archive.
    found = await unpacked(archive({f"{name}.pdf": pupil(name) for name in ("Ada", "Alan", "Emmy")}))
    assert [file.name for file in found] == ["Ada.pdf", "Alan.pdf", "Emmy.pdf"]
    texts = [(await open_document(file.document_id, store=store)).pages[0].text for file in found]
    assert texts == ["Ada", "Alan", "Emmy"]


async def test_what_moodle_sends_keeps_the_folder_of_each_student(unpacked: Unpacked) -> None:
    names = [
        "Léa MARTIN_12345_assignsubmission_file_/page 1.jpg",
        "Léa MARTIN_12345_assignsubmission_file_/page 2.jpg",
        "Léa MARTIN_12345_assignsubmission_file_/page 10.jpg",
        "Paul DUPONT_12346_assignsubmission_file_/copie.pdf",
    ]
    files = {name: photograph(0) + bytes(place) for place, name in enumerate(reversed(names))}
    junk = {
        "__MACOSX/._copie.pdf": b"x",
        ".DS_Store": b"x",
        "a/Thumbs.db": b"x",
        "a/desktop.ini": b"x",
        "~$b.docx": b"x",
    }
    assert [file.name for file in await unpacked(archive(files | junk))] == names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("élève Zoé.pdf".encode(), "élève Zoé.pdf"),
        (unicodedata.normalize("NFD", "élève Zoé.pdf").encode(), "élève Zoé.pdf"),
        ("élève Zoé.pdf".encode("cp850"), "élève Zoé.pdf"),
        ("Álvaro Õ.pdf".encode("cp850"), "Álvaro Õ.pdf"),
    ],
)
async def test_names_without_a_declared_encoding(unpacked: Unpacked, raw: bytes, name: str) -> None:
    assert [file.name for file in await unpacked(with_raw_name(raw, pupil("x")))] == [name]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "etc/passwd.pdf"),
        ("/abs/copie.pdf", "abs/copie.pdf"),
        ("C:\\Users\\x\\copie.pdf", "Users/x/copie.pdf"),
        ("a\x1b[31m\u202egpj.pdf", "a[31mgpj.pdf"),
        ("x" * 400 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
async def test_a_name_is_no_path(unpacked: Unpacked, name: str, shown: str) -> None:
    assert [file.name for file in await unpacked(archive({name: pupil("x")}))] == [shown]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: bomb(300 * 1024**2), RefusalReason.TOO_LARGE),
        (lambda: with_link("/etc/passwd"), RefusalReason.NOT_A_DOCUMENT),
        (lambda: claimed_encrypted(b"%PDF-1.7"), RefusalReason.ENCRYPTED),
        (lambda: smaller_than_it_says(b"%PDF-1.7" * 50, 8), RefusalReason.DAMAGED),
        (lambda: nested(9, pupil("x")), RefusalReason.TOO_MANY_FILES),
        (lambda: archive({}), RefusalReason.NO_FILES),
        (lambda: archive({"folder/": b""}), RefusalReason.NO_FILES),
        (lambda: archive({f"{n}.pdf": b"x" for n in range(501)}), RefusalReason.TOO_MANY_FILES),
        (lambda: archive({"a.pdf": pupil("x")})[:-30], RefusalReason.DAMAGED),
        (lambda: b"PK\3\4" + b"garbage" * 40, RefusalReason.DAMAGED),
    ],
)
async def test_what_a_hostile_archive_gives(
    unpacked: Unpacked, make: Callable[[], bytes], reason: RefusalReason
) -> None:
    (file,) = await unpacked(make())
    assert (file.document_id, file.refused) == ("", reason)


async def test_one_bad_member_leaves_the_others(unpacked: Unpacked) -> None:
    made = archive({"a.pdf": pupil("a"), "b.pdf": pupil("b")})
    start = made.index(b"%PDF-", made.index(b"b.pdf"))
    broken = made[:start] + b"!" + made[start + 1 :]  # its checksum no longer holds
    assert [file.refused for file in await unpacked(broken)] == [None, RefusalReason.DAMAGED]


async def test_archives_in_archives_share_the_limits(unpacked: Unpacked) -> None:
    inner = archive({f"{n}.pdf": b"%PDF-1.7 " + bytes([n]) * 1000 for n in range(4)})
    outer = archive({"a.zip": inner, "b.zip": inner[:-1] + b"\0"})
    assert [file.name for file in await unpacked(archive({"a.zip": inner}))] == [f"a.zip/{n}.pdf" for n in range(4)]
    refused = [file.refused for file in await unpacked(outer, max_archive_bytes=10_000)]
    assert RefusalReason.TOO_LARGE in refused
    refused = [file.refused for file in await unpacked(outer, max_archive_files=7)]
    assert refused == [None] * 4 + [RefusalReason.TOO_MANY_FILES]


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as made:
        info = tarfile.TarInfo("copie.pdf")
        data = pupil("x")
        info.size = len(data)
        made.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (tar, RefusalReason.OTHER_ARCHIVE),
        (lambda: b"Rar!\x1a\7\1\0" + bytes(90) + pupil("x"), RefusalReason.OTHER_ARCHIVE),
        (lambda: b"7z\xbc\xaf\x27\x1c" + pupil("x"), RefusalReason.OTHER_ARCHIVE),
        (
            lambda: b"Content-Type: multipart/mixed\n\n" * 4 + pupil("x"),
            RefusalReason.NOT_A_DOCUMENT,
        ),
        (lambda: archive({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), RefusalReason.NOT_A_DOCUMENT),
    ],
)
async def test_a_pdf_deep_inside_something_else_is_no_pdf(
    unpacked: Unpacked, store: FolderStore, make: Callable[[], bytes], reason: RefusalReason
) -> None:
    (file,) = await unpacked(make())
    with pytest.raises(DocumentRefused) as refused:
        await open_document(file.document_id, store=store)
    assert refused.value.reason is reason


@pytest.mark.parametrize("before", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x1b%-12345X@PJL SET RESOLUTION=600\n", b"junk\n"])
async def test_a_few_bytes_before_the_header_do_no_harm(opened: Callable[..., Any], before: bytes) -> None:
    assert (await opened(before + pupil("Ada"))).pages[0].text == "Ada"


MEMBERS = {"a/1.pdf": b"%PDF-1.7 one", "b.zip": archive({"c.pdf": b"two" * 50})}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    compression=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
)
async def test_whatever_is_broken_in_an_archive_ends_in_files_or_refusals(
    unpacked: Unpacked, compression: int, changes: list[tuple[float, int]]
) -> None:
    made = bytearray(archive(MEMBERS, compression=compression))
    for place, value in changes:
        made[int(place * len(made))] = value
    for file in await unpacked(bytes(made)):
        assert bool(file.document_id) != bool(file.refused)
        assert not Path(file.name).is_absolute()
        assert ".." not in file.name.split("/")
