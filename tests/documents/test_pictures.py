"""Photographs and scans as image files, of every format, size and depth."""

import io
from collections.abc import Awaitable, Callable

import pillow_heif
import pytest
from PIL import Image, ImageDraw

from bareme.documents import FolderStore, PageImage, render_page
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, PageKind
from bareme.errors import DocumentRefused, RefusalReason

type Open = Callable[..., Awaitable[Document]]

_ORIENTATION = 0x0112


def sheet(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A sheet with a black square near its top left and lines of writing."""
    paper = 60_000 if mode.startswith("I") else "white"
    picture = Image.new(mode, (width, height), paper)
    pen = ImageDraw.Draw(picture)
    unit = min(width, height) // 20
    pen.rectangle((unit, unit, 3 * unit, 3 * unit), fill=0)
    for row in range(5, 15):
        pen.line([(2 * unit, row * unit), (15 * unit, row * unit)], fill=0, width=max(3, unit // 10))
    return picture


def encode(picture: Image.Image, image_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    if image_format == "HEIF":
        pillow_heif.from_pillow(picture).save(buffer, quality=60, enc_params={"preset": "ultrafast"}, **options)
    else:
        picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def shown(image: PageImage) -> Image.Image:
    return Image.open(io.BytesIO(image.data)).convert("L")


def corner(image: PageImage) -> tuple[str, str]:
    """Where the black square is."""
    picture = shown(image)
    unit = min(picture.size) // 10
    for name, x, y in (
        ("top left", unit, unit),
        ("top right", picture.width - unit, unit),
        ("bottom left", unit, picture.height - unit),
        ("bottom right", picture.width - unit, picture.height - unit),
    ):
        level = picture.getpixel((x, y))
        if isinstance(level, int) and level < 100:
            return tuple(name.split())
    raise AssertionError("no square")


@pytest.mark.parametrize(
    ("image_format", "media_type"),
    [
        ("HEIF", "image/heif"),
        ("AVIF", "image/avif"),
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
    ],
)
async def test_every_format_of_photographs_is_a_page(
    opened: Open, store: FolderStore, image_format: str, media_type: str
) -> None:
    document = await opened(encode(sheet(1200, 1600), image_format))
    assert (document.media_type, [page.kind for page in document.pages]) == (media_type, [PageKind.SCAN])
    image = await render_page(PageRef(document_id=document.document_id, index=0), store=store)
    assert (image.media_type, image.width, image.height) == ("image/jpeg", 1200, 1600)
    assert corner(image) == ("top", "left")


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photograph_is_shown_upright(
    opened: Open, store: FolderStore, image_format: str, orientation: int
) -> None:
    upright = sheet(600, 800)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    options = {"exif": exif.tobytes()} if image_format == "HEIF" else {"exif": exif}
    document = await opened(encode(stored, image_format, **options))
    (page,) = document.pages
    image = await render_page(PageRef(document_id=document.document_id, index=0), store=store)
    assert (image.width, image.height) == (600, 800)
    assert page.width < page.height
    assert corner(image) == ("top", "left")


@pytest.mark.parametrize(
    ("picture", "image_format", "options"),
    [
        (("RGB", 9933, 7016), "JPEG", {"dpi": (600, 600)}),  # A3 at 600 dpi
        (("L", 7016, 9933), "PNG", {"dpi": (600, 600)}),
        (("1", 7016, 9933), "TIFF", {"dpi": (600, 600), "compression": "group4"}),
        (("RGB", 8192, 6144), "JPEG", {"dpi": (72, 72)}),  # a telephone of 50 megapixels
        (("RGB", 8192, 6144), "HEIF", {}),
    ],
)
async def test_large_pictures_are_scaled_down(
    opened: Open, store: FolderStore, picture: tuple[str, int, int], image_format: str, options: dict[str, object]
) -> None:
    mode, width, height = picture
    document = await opened(encode(sheet(width, height, mode), image_format, **options))
    (page,) = document.pages
    assert page.kind is PageKind.SCAN
    a3 = "dpi" in options and options["dpi"] != (72, 72)
    assert round(max(page.width, page.height)) == (1192 if a3 else 842)
    image = await render_page(PageRef(document_id=document.document_id, index=0), store=store)
    assert max(image.width, image.height) == (2483 if a3 else 1754)
    assert corner(image) == ("top", "left")


async def test_a_scan_of_sixteen_bits_is_not_white(opened: Open, store: FolderStore) -> None:
    document = await opened(encode(sheet(800, 1000, "I;16"), "PNG"))
    assert document.pages[0].kind is PageKind.SCAN
    assert corner(await render_page(PageRef(document_id=document.document_id, index=0), store=store)) == ("top", "left")


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(opened: Open) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await opened(encode(Image.new("1", (20_000, 20_000)), "PNG"))
    assert refused.value.reason is RefusalReason.PAGE_TOO_LARGE


async def test_a_truncated_photograph_is_refused(opened: Open) -> None:
    whole = encode(sheet(600, 800), "HEIF")
    with pytest.raises(DocumentRefused) as refused:
        await opened(whole[: len(whole) // 2])
    assert refused.value.reason is RefusalReason.DAMAGED
