"""Pages as pictures, on documents made here."""

import io
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageDraw

from bareme.documents import FolderStore, PageImage, open_document, render_page, render_pages
from bareme.domain.copies import PageRef
from bareme.domain.pages import PageKind
from bareme.errors import DocumentMissing, DocumentRefused, InvalidInput, RefusalReason
from bareme.settings import Settings

pytestmark = pytest.mark.smoke

A4 = pymupdf.paper_rect("a4")
UPRIGHT, TURNED_LEFT = 1, 6  # values of EXIF's orientation: as stored; to be turned right by 90 degrees
ORIENTATION = 0x0112


def sheet(width: int = 1240, height: int = 1754) -> Image.Image:
    """A sheet with a black mark at its top left."""
    picture = Image.new("RGB", (width, height), (250, 250, 245))
    ImageDraw.Draw(picture).rectangle((width // 10, height // 10, width // 5, height // 5), fill="black")
    return picture


def encoded(picture: Image.Image, picture_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, picture_format, **options)
    return buffer.getvalue()


def scan(jpeg: bytes, box: pymupdf.Rect = A4) -> pymupdf.Document:
    document = pymupdf.open()
    document.new_page(width=A4.width, height=A4.height).insert_image(box, stream=jpeg, keep_proportion=False)
    return document


def decoded(image: PageImage) -> Image.Image:
    picture = Image.open(io.BytesIO(image.data))
    assert picture.size == (image.width, image.height)
    assert picture.get_format_mimetype() == image.media_type
    return picture.convert("L")


def dark_corner(picture: Image.Image) -> str:
    width, height = picture.size
    corners = {
        "top left": (0.15, 0.15),
        "top right": (0.85, 0.15),
        "bottom right": (0.85, 0.85),
        "bottom left": (0.15, 0.85),
    }
    pixels = picture.load()
    assert pixels is not None
    return min(corners, key=lambda name: pixels[int(corners[name][0] * width), int(corners[name][1] * height)])


async def test_the_one_jpeg_of_a_scanned_page_is_handed_on_byte_for_byte(store: FolderStore) -> None:
    jpeg = encoded(sheet(), "JPEG", quality=70)
    image = await render_page(PageRef(document_id=await store.put(scan(jpeg).tobytes()), index=0), store=store)
    assert image == PageImage(0, "image/jpeg", 1240, 1754, jpeg)


async def test_also_from_an_encrypted_document_that_opens_without_a_password(store: FolderStore) -> None:
    jpeg = encoded(sheet(), "JPEG", quality=70)
    locked = scan(jpeg).tobytes(encryption=pymupdf.mupdf.PDF_ENCRYPT_AES_256, owner_pw="head of school")
    assert (await render_page(PageRef(document_id=await store.put(locked), index=0), store=store)).data == jpeg


def _turned() -> pymupdf.Document:
    document = scan(encoded(sheet(), "JPEG"))
    document[0].set_rotation(90)
    return document


def _upside_down() -> pymupdf.Document:
    document = pymupdf.open()
    page = document.new_page(width=A4.width, height=A4.height)
    page.insert_image(page.rect, stream=encoded(sheet(), "JPEG"), rotate=180)
    return document


def _written_on() -> pymupdf.Document:
    document = scan(encoded(sheet(), "JPEG"))
    document[0].insert_text((300, 600), "a typed remark")
    return document


def _half_a_page() -> pymupdf.Document:
    return scan(encoded(sheet(), "JPEG"), pymupdf.Rect(0, 0, A4.width, A4.height / 2))


def _very_fine() -> pymupdf.Document:
    return scan(encoded(sheet(3720, 5262), "JPEG"))


def _cmyk() -> pymupdf.Document:
    return scan(encoded(sheet().convert("CMYK"), "JPEG"))


@pytest.mark.parametrize(
    ("make", "corner"),
    [
        (_turned, "top right"),
        (_upside_down, "bottom right"),
        (_written_on, "top left"),
        (_very_fine, "top left"),
        (_cmyk, "top left"),
        (_half_a_page, "top left"),
    ],
)
async def test_any_other_scan_is_rendered_as_shown(make: object, corner: str, store: FolderStore) -> None:
    image = await render_page(PageRef(document_id=await store.put(make().tobytes()), index=0), store=store)  # type: ignore[operator]
    assert image.media_type == "image/jpeg"
    assert sorted((image.width, image.height)) == [1240, pytest.approx(1754, abs=1)]  # A4 at 150 dpi
    if make is not _half_a_page:
        assert dark_corner(decoded(image)) == corner


async def test_typed_pages_are_png_in_the_order_asked_for(store: FolderStore) -> None:
    source = pymupdf.open()
    for number in range(3):
        source.new_page(width=200, height=100 * (number + 1)).insert_text((20, 50), f"page {number}")
    document_id = await store.put(source.tobytes())
    images = await render_pages(
        [PageRef(document_id=document_id, index=index) for index in (2, 0, 2)], store=store, dpi=72
    )
    assert [(image.index, image.width, image.height) for image in images] == [
        (2, 200, 300),
        (0, 200, 100),
        (2, 200, 300),
    ]
    assert {image.media_type for image in images} == {"image/png"}
    assert all(decoded(image).histogram()[:128] != [0] * 128 for image in images)


async def test_an_index_that_is_not_there(store: FolderStore) -> None:
    document_id = await store.put(scan(encoded(sheet(), "JPEG")).tobytes())
    with pytest.raises(InvalidInput, match="1"):
        await render_page(PageRef(document_id=document_id, index=1), store=store)


async def test_a_document_that_is_not_there(store: FolderStore) -> None:
    with pytest.raises(DocumentMissing):
        await render_page(PageRef(document_id="0" * 64, index=0), store=store)


async def test_the_pixel_limit_holds_for_the_resolution_asked_for(store: FolderStore) -> None:
    source = pymupdf.open()
    source.new_page(width=A4.width, height=A4.height)
    document_id = await store.put(source.tobytes())
    settings = Settings(_env_file=None, max_page_pixels=3_000_000)
    await render_page(PageRef(document_id=document_id, index=0), store=store, settings=settings)
    with pytest.raises(DocumentRefused) as refused:
        await render_page(PageRef(document_id=document_id, index=0), store=store, dpi=600, settings=settings)
    assert refused.value.reason is RefusalReason.PAGE_TOO_LARGE


async def test_a_photograph_is_turned_as_its_camera_was_held(store: FolderStore) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT
    document_id = await store.put(encoded(sheet().rotate(90, expand=True), "JPEG", exif=exif))
    (page,) = (await open_document(document_id, store=store)).pages
    assert page.width < page.height
    assert page.kind is PageKind.SCAN
    image = await render_page(PageRef(document_id=document_id, index=0), store=store)
    assert image.width < image.height
    assert dark_corner(decoded(image)) == "top left"
    assert decoded(image).getexif().get(ORIENTATION, UPRIGHT) == UPRIGHT


async def test_a_jpeg_page_is_handed_on_byte_for_byte(store: FolderStore) -> None:
    jpeg = encoded(sheet(), "JPEG")
    assert (await render_page(PageRef(document_id=await store.put(jpeg), index=0), store=store)).data == jpeg


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "TIFF"])
async def test_pictures_are_documents_of_one_page(store: FolderStore, picture_format: str) -> None:
    document_id = await store.put(encoded(sheet(2480, 3508), picture_format))
    document = await open_document(document_id, store=store)
    assert document.media_type == f"image/{picture_format.lower()}"
    assert [page.kind for page in document.pages] == [PageKind.SCAN]
    assert document.pages[0].height == pytest.approx(A4.height, abs=1)
    image = await render_page(PageRef(document_id=document_id, index=0), store=store)
    assert image.media_type == "image/jpeg"
    assert max(image.width, image.height) == pytest.approx(1754, abs=1)
    assert dark_corner(decoded(image)) == "top left"


async def test_each_frame_of_a_tiff_is_a_page(store: FolderStore) -> None:
    frames = [sheet(), Image.new("1", (1240, 1754), 1), sheet(1754, 1240)]
    document_id = await store.put(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    document = await open_document(document_id, store=store)
    assert [page.kind for page in document.pages] == [PageKind.SCAN, PageKind.BLANK, PageKind.SCAN]
    assert document.warnings == ("blank_pages",)
    images = await render_pages([PageRef(document_id=document_id, index=index) for index in (0, 2)], store=store)
    assert [image.width < image.height for image in images] == [True, False]


async def test_what_is_transparent_is_paper(store: FolderStore) -> None:
    document_id = await store.put(encoded(Image.new("RGBA", (600, 800), (0, 0, 0, 0)), "PNG"))
    assert (await open_document(document_id, store=store)).pages[0].kind is PageKind.BLANK


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(store: FolderStore) -> None:
    bomb = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    with pytest.raises(DocumentRefused) as refused:
        await open_document(await store.put(bomb), store=store)
    assert refused.value.reason is RefusalReason.PAGE_TOO_LARGE


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "TIFF"])
async def test_half_a_picture_is_damaged(store: FolderStore, picture_format: str, tmp_path: Path) -> None:
    whole = encoded(sheet().effect_spread(40), picture_format)
    with pytest.raises(DocumentRefused) as refused:
        await open_document(await store.put(whole[: len(whole) // 2]), store=store)
    assert refused.value.reason is RefusalReason.DAMAGED
