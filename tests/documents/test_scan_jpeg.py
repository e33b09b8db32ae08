"""Pages that are one JPEG: shown as the PDF shows them, and decoded once for all their pictures."""

import io

import pymupdf
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from bareme.documents import FolderStore, open_document, render_page, render_pages
from bareme.documents import render as rendering
from bareme.documents.workers import run_job
from bareme.domain.copies import Box, PageRef, Rotation
from bareme.domain.pages import PageKind

A4 = pymupdf.paper_rect("a4")
CLOSE = 3.0
"""Mean difference of grey levels between two ways to scale one picture down."""


def handwriting(mode: str, dpi: int) -> bytes:
    """A sheet with strokes, thicker and denser towards its lower right, so that no turn of it looks like another."""
    width, height = round(A4.width * dpi / 72), round(A4.height * dpi / 72)
    picture = Image.new(mode, (width, height), 245 if mode == "L" else (245, 240, 230))
    pen, ink = ImageDraw.Draw(picture), 40 if mode == "L" else (30, 40, 120)
    for row in range(2, 20):
        y = row * height // 21
        points = [(x * width // 40, y + (x % 3) * height // 120) for x in range(3, 3 + 2 * row)]
        pen.line(points, fill=ink, width=max(1, row * dpi // 300))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def scanned(jpeg: bytes, *, pages: int = 1, rotation: int = 0, crop: pymupdf.Rect | None = None) -> pymupdf.Document:
    document = pymupdf.open()
    for _ in range(pages):
        page = document.new_page(width=A4.width, height=A4.height)
        page.insert_image(crop or A4, stream=jpeg, keep_proportion=False)
        if crop:
            page.set_cropbox(crop)
        page.set_rotation(rotation)
    return document


@pytest.mark.parametrize("dpi", [40, 93, 150, 200])
@pytest.mark.parametrize(
    "source",
    [
        scanned(handwriting("RGB", 200)),
        scanned(handwriting("L", 300)),
        scanned(handwriting("RGB", 200), rotation=90),
        scanned(handwriting("L", 200), rotation=180),
        scanned(handwriting("RGB", 300), rotation=270),
        scanned(handwriting("RGB", 200), crop=pymupdf.Rect(40, 60, 500, 700)),
        scanned(handwriting("L", 200), rotation=90, crop=pymupdf.Rect(40, 60, 500, 700)),
    ],
)
async def test_it_is_shown_as_the_pdf_shows_it(store: FolderStore, source: pymupdf.Document, dpi: int) -> None:
    expected = Image.open(io.BytesIO(source[0].get_pixmap(dpi=dpi).tobytes("png"))).convert("L")
    image = await render_page(PageRef(document_id=await store.put(source.tobytes()), index=0), store=store, dpi=dpi)
    shown = Image.open(io.BytesIO(image.data)).convert("L")
    assert shown.size == pytest.approx(expected.size, abs=3)
    assert ImageStat.Stat(ImageChops.difference(shown.resize(expected.size), expected)).mean[0] < CLOSE


async def test_it_has_no_more_pixels_than_asked_for(store: FolderStore) -> None:
    for stored in (140, 149, 150, 151, 160, 200):
        source = scanned(handwriting("L", stored))
        image = await render_page(PageRef(document_id=await store.put(source.tobytes()), index=0), store=store)
        assert image.width <= 1240
        assert image.height <= 1754


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What workers are asked to render, after a document was read."""
    real, asked = run_job, list[tuple[object, ...]]()

    async def counted(*args: object) -> object:
        asked.append(args)
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "run_job", counted)
    return asked


@pytest.mark.parametrize(
    ("stored", "rendered_later"),
    [(scanned(handwriting("RGB", 200)).tobytes(), 1), (handwriting("RGB", 200), 0)],
    ids=["PDF", "JPEG"],
)
async def test_pictures_made_while_it_is_read_are_those_made_later(
    store: FolderStore, stored: bytes, rendered_later: int, jobs: list[tuple[object, ...]]
) -> None:
    """While people wait, a page of a PDF is rendered for its first reader alone; a photograph is decoded once."""
    document_id = await store.put(stored)
    page = PageRef(document_id=document_id, index=0)
    later = [(await render_page(page, store=store, dpi=dpi)) for dpi in (93, 44)]
    await open_document(document_id, store=store, resolutions=lambda _width, _height: [44, 93])
    jobs.clear()
    earlier = [(await render_page(page, store=store, dpi=dpi)) for dpi in (93, 44)]
    assert len(jobs) == rendered_later
    assert [(one.width, one.height) for one in earlier] == [(one.width, one.height) for one in later]
    for one, other in zip(earlier, later, strict=True):
        pair = [Image.open(io.BytesIO(image.data)).convert("L") for image in (one, other)]
        assert ImageStat.Stat(ImageChops.difference(*pair)).mean[0] < CLOSE


async def test_a_picture_is_kept_for_as_many_uses_as_were_named(
    store: FolderStore, jobs: list[tuple[object, ...]]
) -> None:
    document_id = await store.put(scanned(handwriting("L", 150)).tobytes())
    page = PageRef(document_id=document_id, index=0)
    await open_document(document_id, store=store, resolutions=lambda _width, _height: [93, 93])
    pictures = [await render_page(page, store=store, dpi=93) for _ in range(3)]
    assert len(jobs) == 1
    assert len(set(pictures)) == 1


async def test_what_is_covered_is_not_taken_from_what_was_kept(store: FolderStore) -> None:
    document_id = await store.put(scanned(handwriting("L", 150)).tobytes())
    await open_document(document_id, store=store, resolutions=lambda _width, _height: [93])
    whole = Box(x0=0, y0=0, x1=1, y1=1)
    for rotation in (0, 90):
        page = PageRef(document_id=document_id, index=0, rotation=rotation, mask=(whole,))
        image = Image.open(io.BytesIO((await render_page(page, store=store, dpi=93)).data))
        assert image.convert("L").histogram()[10:] == [0] * 246


async def test_the_pages_of_a_class_set_keep_their_pictures(store: FolderStore) -> None:
    source = pymupdf.open()
    for number in range(21):
        sheet = Image.new("L", (620, 877), 250)
        ImageDraw.Draw(sheet).rectangle((50, 50, 60 + 20 * number, 90), fill=0)
        buffer = io.BytesIO()
        sheet.save(buffer, "JPEG", quality=90)
        source.new_page(width=A4.width, height=A4.height).insert_image(A4, stream=buffer.getvalue())
    document_id = await store.put(source.tobytes())
    document = await open_document(document_id, store=store, resolutions=lambda _width, _height: [72])
    assert [page.kind for page in document.pages] == [PageKind.SCAN] * 21
    images = await render_pages([document.ref(page) for page in document.pages], store=store, dpi=72)
    widths = [_bar(Image.open(io.BytesIO(image.data)).convert("L")) for image in images]
    assert widths == sorted(set(widths))


def _bar(sheet: Image.Image) -> int:
    return sum(sheet.getpixel((x, 67)) < 128 for x in range(sheet.width))  # type: ignore[operator]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
async def test_a_page_that_lies_sideways_is_seen_whatever_its_rotation(store: FolderStore, rotation: Rotation) -> None:
    source = scanned(handwriting("L", 150), rotation=rotation)
    (page,) = (await open_document(await store.put(source.tobytes()), store=store)).pages
    assert (page.width > page.height) == (rotation in {90, 270})
    assert page.kind is PageKind.SCAN


def with_broken_picture(damage: object) -> bytes:
    """A scan whose JPEG is damaged after it was put into the PDF."""
    source = pymupdf.open(stream=scanned(handwriting("L", 150)).tobytes())
    xref = source[0].get_images()[0][0]
    source.update_stream(xref, damage(source.xref_stream_raw(xref)), compress=False, new=False)  # type: ignore[operator]
    source.xref_set_key(xref, "Filter", "/DCTDecode")
    return bytes(source.tobytes())


async def test_a_picture_that_breaks_off_is_told(store: FolderStore) -> None:
    document_id = await store.put(with_broken_picture(lambda jpeg: jpeg[: len(jpeg) // 2]))
    document = await open_document(document_id, store=store, resolutions=lambda _width, _height: [93])
    assert "picture_not_decoded" in document.warnings
    assert document.pages[0].incomplete


@pytest.mark.parametrize(
    "damage", [lambda jpeg: jpeg[:400], lambda _: b"no JPEG", lambda jpeg: jpeg[:600] + b"\xff\xc4\x00\x05abc"]
)
async def test_a_picture_that_cannot_be_decoded_is_not_called_blank(store: FolderStore, damage: object) -> None:
    document_id = await store.put(with_broken_picture(damage))
    document = await open_document(document_id, store=store, resolutions=lambda _width, _height: [93])
    assert document.pages[0].kind in {PageKind.UNREADABLE, PageKind.SCAN}
    assert document.pages[0].incomplete or document.pages[0].kind is PageKind.UNREADABLE


async def test_the_pages_of_one_copy_are_one_job(store: FolderStore, jobs: list[tuple[object, ...]]) -> None:
    document_id = await store.put(scanned(handwriting("L", 150), pages=3).tobytes())
    pages = [PageRef(document_id=document_id, index=index) for index in range(3)]
    spread = await render_pages(pages, store=store, dpi=40)
    assert len(jobs) > 1
    jobs.clear()
    assert await render_pages(pages, store=store, dpi=40, spread=False) == spread
    assert len(jobs) == 1
