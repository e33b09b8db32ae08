"""Pages that nobody could read are told from blank ones, and one faint character is not blank."""

import io
import random
from collections.abc import Awaitable, Callable

import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from bareme.domain.pages import Document, PageKind
from tests.documents.hostile_files import CATALOG, PAGES, page, raw_pdf
from tests.papers import typed

type Open = Callable[..., Awaitable[Document]]

SIZE = 1240, 1754


def jpeg(picture: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def paper(noise: float = 0, seed: int = 0, shade: int = 0) -> Image.Image:
    """A white sheet as a scanner sees it: with noise, darker by `shade` at one side."""
    sheet = Image.new("L", SIZE, 250)
    if shade:
        gradient = Image.linear_gradient("L").resize(SIZE).point(lambda level: 250 - level * shade // 255)
        sheet = gradient
    if noise:
        grain = Image.effect_noise(SIZE, noise)
        sheet = Image.blend(sheet, grain, 0.1)
    return sheet.filter(ImageFilter.GaussianBlur(seed % 2))


def in_pdf(*pictures: Image.Image) -> pymupdf.Document:
    document = pymupdf.open()
    for picture in pictures:
        sheet = document.new_page(width=595, height=842)
        sheet.insert_image(sheet.rect, stream=jpeg(picture, quality=80))
    return document


async def kinds(opened: Open, source: bytes | pymupdf.Document) -> list[PageKind]:
    return [page.kind for page in (await opened(source)).pages]


@pytest.mark.parametrize("contrast", [200, 60, 30])
@pytest.mark.parametrize("place", [(600, 800), (30, 40), (600, 1735), (1215, 300), (5, 1000)])
@pytest.mark.parametrize("shade", [0, 40])
async def test_one_faint_character_anywhere_is_not_blank(
    opened: Open, contrast: int, place: tuple[int, int], shade: int
) -> None:
    sheet = paper(noise=20, shade=shade)
    x, y = place
    level = sheet.getpixel((600, y))
    assert isinstance(level, int)
    # A "7" of 4 mm, with a stroke of 0.4 mm.
    ImageDraw.Draw(sheet).line([(x, y - 12), (x + 16, y - 12), (x + 6, y + 14)], fill=level - contrast, width=4)
    assert await kinds(opened, in_pdf(sheet)) == [PageKind.SCAN]
    assert await kinds(opened, jpeg(sheet, quality=80)) == [PageKind.SCAN]


@pytest.mark.parametrize("seed", range(4))
async def test_a_sheet_with_noise_shadow_and_speckles_is_blank(opened: Open, seed: int) -> None:
    sheet = paper(noise=(0, 10, 30, 50)[seed], seed=seed, shade=(0, 0, 20, 40)[seed])
    pen, chance = ImageDraw.Draw(sheet), random.Random(seed)  # noqa: S311
    for _ in range(15):
        sheet.putpixel((chance.randrange(SIZE[0]), chance.randrange(SIZE[1])), 0)
    pen.rectangle((0, 0, 20, SIZE[1]) if seed % 2 else (0, SIZE[1] - 30, SIZE[0], SIZE[1]), fill=30)
    assert await kinds(opened, in_pdf(sheet)) == [PageKind.BLANK]


def written() -> Image.Image:
    sheet = paper()
    pen = ImageDraw.Draw(sheet)
    for row in range(8):
        pen.line([(60 + 24 * x, 200 + 120 * row + 28 * (x % 2)) for x in range(40)], fill=40, width=5)
    return sheet


def all_black() -> bytes:
    return jpeg(Image.new("L", SIZE, 3))


def black_in_pdf() -> bytes:
    # White paper as inverted CMYK: every ink at its darkest.
    return bytes(in_pdf(Image.new("CMYK", SIZE, (255, 255, 255, 255))).tobytes())


def truncated_picture() -> bytes:
    data = jpeg(written())
    source = in_pdf(written())
    xref = source[0].get_images()[0][0]
    source.update_stream(xref, data[:300], compress=False)
    source.xref_set_key(xref, "Filter", "/DCTDecode")
    return bytes(source.tobytes())


def unknown_filter() -> bytes:
    picture = b"<</Type/XObject/Subtype/Image/Width 600/Height 800/BitsPerComponent 8/ColorSpace/DeviceGray"
    return raw_pdf(
        CATALOG,
        PAGES,
        page(b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"),
        b"<</Length 28>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
        picture + b"/Filter/JPXDecode/Length 9>>stream\nnot a jpx\nendstream",
    )


def xfa_form() -> bytes:
    source = pymupdf.open(stream=typed([["Please wait...", "If this message is not eventually replaced"]]))
    catalog = source.pdf_catalog()
    source.xref_set_key(catalog, "AcroForm", "<</Fields[]/XFA(<xdp:xdp/>)>>")
    return bytes(source.tobytes())


def contents_lost() -> bytes:
    """A file cut in its contents: repaired on opening, with an empty page."""
    source = pymupdf.open(stream=typed([["An answer that is lost."]]))
    whole = bytes(source.tobytes(deflate=False))
    start = whole.index(b"stream\n", whole.index(b"/Contents"))
    return whole[: start + 12]


@pytest.mark.parametrize("make", [all_black, black_in_pdf, truncated_picture, unknown_filter, xfa_form])
async def test_what_nobody_could_read_is_unreadable_and_not_blank(opened: Open, make: Callable[[], bytes]) -> None:
    assert await kinds(opened, make()) == [PageKind.UNREADABLE]


async def test_light_writing_on_a_dark_sheet_can_be_read(opened: Open) -> None:
    assert await kinds(opened, in_pdf(ImageOps.invert(written()))) == [PageKind.SCAN]


async def test_a_filled_form_with_xfa_beside_its_fields_can_be_read(opened: Open) -> None:
    source = pymupdf.open(stream=typed([["Question 1"]]))
    field = pymupdf.Widget()
    field.field_name, field.field_type, field.field_value = "q1", pymupdf.mupdf.PDF_WIDGET_TYPE_TEXT, "photosynthesis"
    field.rect = pymupdf.Rect(72, 150, 300, 170)
    source[0].add_widget(field)
    source.xref_set_key(source.pdf_catalog(), "AcroForm/XFA", "(<xdp:xdp/>)")
    assert await kinds(opened, bytes(source.tobytes())) == [PageKind.TYPED]
