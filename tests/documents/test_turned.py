"""A scan that lies on its side is told without reading it; an upright one raises no alarm."""

import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bareme.documents import FolderStore, open_document
from bareme.documents.sandbox.orientation import runs_sideways

FIXTURES = Path(__file__).parents[2] / "fixtures"
SIDEWAYS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)


def sheet(seed: int) -> Image.Image:
    """A page of writing: some lines of uneven length on plain, lined or squared paper, a little tilted."""
    chance = Random(seed)  # noqa: S311 - nothing secret
    page = Image.new("L", (595, 842), 245)
    draw = ImageDraw.Draw(page)
    paper = ("plain", "lined", "squared")[seed % 3]
    step = chance.choice((14, 19, 23))
    for place in range(60, 842, step) if paper != "plain" else ():
        draw.line((0, place, 595, place), fill=215)
        if paper == "squared":
            draw.line((place, 0, place, 842), fill=215)
    if seed % 2:
        draw.line((80, 0, 80, 842), fill=120)  # a margin
    font = ImageFont.load_default(chance.choice((11, 13, 16)))
    top = 60
    for _ in range(chance.randint(8, 26)):
        words = ["".join(chance.choices("abcdeilmnoprstuvgqÉ", k=chance.randint(1, 9))) for _ in range(14)]
        draw.text((90, top), " ".join(words)[: chance.randint(10, 70)], fill=chance.choice((20, 90)), font=font)
        top += chance.choice((step, step, 2 * step)) + 4
    return page.rotate(chance.uniform(-2, 2), fillcolor=245)


@pytest.mark.parametrize("seed", range(24))
def test_the_direction_of_lines_is_told(seed: int) -> None:
    upright = sheet(seed)
    assert not runs_sideways(upright)
    assert not runs_sideways(upright.transpose(Image.Transpose.ROTATE_180))
    assert all(runs_sideways(upright.transpose(turn)) for turn in SIDEWAYS)


def test_what_has_no_direction_is_not_called_turned() -> None:
    for turn in (None, *SIDEWAYS):
        blank = Image.new("L", (595, 842), 250)
        ImageDraw.Draw(blank).ellipse((200, 300, 380, 480), outline=30, width=3)
        assert not runs_sideways(blank if turn is None else blank.transpose(turn))


@pytest.mark.parametrize(("turn", "turned"), [(None, False), (Image.Transpose.ROTATE_90, True)])
@pytest.mark.parametrize("kind", ["jpeg", "pdf"])
async def test_a_turned_scan_is_flagged(
    store: FolderStore, kind: str, turn: Image.Transpose | None, *, turned: bool
) -> None:
    page = sheet(5) if turn is None else sheet(5).transpose(turn)
    data = io.BytesIO()
    page.save(data, kind.upper())
    document = await open_document(await store.put(data.getvalue()), store=store)
    assert [one.turned for one in document.pages] == [turned]


def upright_pictures(shared_data: Path) -> Iterator[tuple[str, Image.Image]]:
    """Real scans and photographs that stand upright."""
    for path in sorted([*shared_data.glob("scans/**/*"), *FIXTURES.glob("**/*")]):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".tif"}:
            with Image.open(path) as image:
                page = ImageOps.exif_transpose(image).convert("L")
            page.thumbnail((842, 842))
            yield path.name, page
        elif path.suffix == ".pdf":
            with pymupdf.open(path) as document:
                for page_of in list(document)[:4]:
                    drawn = page_of.get_pixmap(dpi=72, colorspace="gray")
                    yield path.name, Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def test_real_scans_raise_no_false_alarm(shared_data: Path) -> None:
    pages = list(upright_pictures(shared_data))
    assert [name for name, page in pages if runs_sideways(page)] == []
    told = sum(runs_sideways(page.transpose(Image.Transpose.ROTATE_90)) for _, page in pages)
    assert told > 0.7 * len(pages), (told, len(pages))
