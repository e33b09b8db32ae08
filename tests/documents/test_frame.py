"""A page as its reference says: turned, and covered so that nothing is left of what is under the mask."""

import io
from itertools import product

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat
from pydantic import ValidationError

from bareme.documents import FolderStore, PageImage, read_mask, render_page
from bareme.documents.page_urls import write_mask
from bareme.domain.copies import Box, PageRef, Rotation
from bareme.errors import InvalidInput

NAME = Box(x0=0.1, y0=0.05, x1=0.6, y1=0.1)
COMMENT = b"taken by Camille Canari"
ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


def noise(mode: str = "RGB") -> Image.Image:
    """A sheet on which no two neighbouring pixels are alike, with one white corner at its top left."""
    picture = Image.effect_noise((620, 877), 100).convert(mode)
    ImageDraw.Draw(picture).rectangle((0, 0, 30, 30), fill="white")
    return picture


def jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = COMMENT.decode()  # the artist
    buffer = io.BytesIO()
    noise().save(buffer, "JPEG", exif=exif, comment=COMMENT)
    return buffer.getvalue()


def png() -> bytes:
    buffer = io.BytesIO()
    noise("L").save(buffer, "PNG")
    return buffer.getvalue()


def pdf(*, scanned: bool) -> bytes:
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    if scanned:
        page.insert_image(page.rect, stream=jpeg(), keep_proportion=False)
    for line in range(40 if not scanned else 0):
        page.insert_text((20, 20 + 20 * line), "Camille Canari " * 6, fontsize=9)
    return bytes(document.tobytes())


SOURCES = {"photograph": jpeg(), "PNG": png(), "scan in a PDF": pdf(scanned=True), "typed PDF": pdf(scanned=False)}


def decoded(image: PageImage) -> Image.Image:
    picture = Image.open(io.BytesIO(image.data))
    assert picture.size == (image.width, image.height)
    return picture.convert("L")


def spread(picture: Image.Image) -> int:
    return max(picture.tobytes()) - min(picture.tobytes())


def under(box: Box, picture: Image.Image) -> Image.Image:
    """What the picture shows of a box, but for the pixels at its edge."""
    width, height = picture.size
    edge = 8  # a block of JPEG
    return picture.crop(
        (
            int(box.x0 * width) + edge,
            int(box.y0 * height) + edge,
            int(box.x1 * width) - edge,
            int(box.y1 * height) - edge,
        )
    )


@pytest.mark.parametrize(("source", "rotation"), [*product(SOURCES, ROTATIONS)])
async def test_nothing_is_left_under_a_mask(source: str, rotation: Rotation, store: FolderStore) -> None:
    document_id = await store.put(SOURCES[source])
    plain = await render_page(PageRef(document_id=document_id, index=0), store=store)
    covered = await render_page(
        PageRef(document_id=document_id, index=0, rotation=rotation, mask=(NAME.turned(rotation),)), store=store
    )
    sideways = rotation in {90, 270}
    assert (covered.width, covered.height) == ((plain.height, plain.width) if sideways else (plain.width, plain.height))
    assert spread(under(NAME.turned(rotation), decoded(covered))) <= 4  # of 255: JPEG's rounding
    # Turned back, the rest is the page as it was.
    upright = decoded(covered).rotate(rotation, expand=True)
    below = Box(x0=0.1, y0=0.2, x1=0.6, y1=0.9)
    changed = ImageStat.Stat(ImageChops.difference(under(below, upright), under(below, decoded(plain))))
    assert changed.mean[0] < 12
    assert min(upright.crop((5, 5, 15, 15)).tobytes()) > 200


@pytest.mark.parametrize("source", ["photograph", "scan in a PDF"])
@pytest.mark.parametrize("progressive", [False, True])
async def test_a_photograph_goes_on_without_what_its_camera_wrote(
    source: str, progressive: bool, store: FolderStore
) -> None:
    exif = Image.Exif()
    exif[0x013B] = COMMENT.decode()
    buffer = io.BytesIO()
    noise().save(buffer, "JPEG", exif=exif, comment=COMMENT, progressive=progressive, icc_profile=b"profile")
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_image(page.rect, stream=buffer.getvalue(), keep_proportion=False)
    data = buffer.getvalue() if source == "photograph" else bytes(document.tobytes())
    image = await render_page(PageRef(document_id=await store.put(data), index=0), store=store)
    assert COMMENT in buffer.getvalue()
    assert COMMENT not in image.data
    before, after = (Image.open(io.BytesIO(one)) for one in (buffer.getvalue(), image.data))
    assert ImageChops.difference(before, after).getbbox() is None  # no pixel has changed
    assert after.info.get("icc_profile") == b"profile"
    assert len(image.data) < len(buffer.getvalue())


async def test_what_follows_the_picture_in_a_file_is_left_behind(store: FolderStore) -> None:
    data = jpeg() + jpeg()
    image = await render_page(PageRef(document_id=await store.put(data), index=0), store=store)
    assert image.data.count(b"\xff\xd9") == 1
    assert COMMENT not in image.data


async def test_a_covered_photograph_has_lost_what_its_camera_wrote(store: FolderStore) -> None:
    document_id = await store.put(SOURCES["photograph"])
    assert COMMENT in SOURCES["photograph"]
    covered = await render_page(PageRef(document_id=document_id, index=0, mask=(NAME,)), store=store)
    assert COMMENT not in covered.data
    assert not Image.open(io.BytesIO(covered.data)).getexif()


SHARES = st.floats(0, 1).map(lambda share: round(share, 4))
BOXES = (
    st.tuples(SHARES, SHARES, SHARES, SHARES)
    .filter(lambda edges: edges[0] != edges[2] and edges[1] != edges[3])
    .map(lambda edges: Box(x0=min(edges[::2]), y0=min(edges[1::2]), x1=max(edges[::2]), y1=max(edges[1::2])))
)


@given(BOXES, st.sampled_from(ROTATIONS), st.sampled_from(ROTATIONS))
def test_turning_a_box_adds_up(box: Box, first: Rotation, second: Rotation) -> None:
    total: Rotation = ROTATIONS[(first + second) % 360 // 90]
    assert box.turned(first).turned(second) == box.turned(total)


@given(st.lists(BOXES, max_size=5).map(tuple))
def test_a_mask_goes_through_a_url(mask: tuple[Box, ...]) -> None:
    assert read_mask(write_mask(mask)) == mask


@pytest.mark.parametrize("text", ["1", "0,0,1", "0,0,1,2", "0,0,0,1", "-1,0,1,1", "0,0,1,1;" * 60, "nan,0,1,1", ";"])
def test_no_mask_is_refused(text: str) -> None:
    with pytest.raises((InvalidInput, ValidationError)):
        read_mask(text)


def test_a_page_of_an_earlier_session_is_read() -> None:
    assert PageRef.model_validate({"document_id": "a", "index": 2}) == PageRef(document_id="a", index=2)
