"""The sizes by which pictures are counted before they are sent are those that are sent."""

import io
from collections.abc import Callable
from itertools import product

import pymupdf
import pytest
from PIL import Image

from bareme.documents import FolderStore, open_document, render_pages
from bareme.graphs.pictures import picture_of
from bareme.models.picture_rules import NAMES_LEGIBLE, UNLIMITED
from bareme.models.tokens import picture_tokens
from tests.papers import A4, exam, photograph

MODELS = (
    *("openai:gpt-5.1", "openai:gpt-5-mini", "openai:gpt-5.4", "anthropic:claude-haiku-4-5"),
    *("anthropic:claude-sonnet-5", "google:gemini-2.5-flash", "google:gemini-3.1-pro", "local:qwen3-vl:8b", "local:x"),
)
"""One of each rule by which providers count."""

type Paper = Callable[[], bytes]


def scanned_at(dpi: int, rotation: int = 0) -> bytes:
    scanned = pymupdf.open()
    picture = exam(pages=1)[0].get_pixmap(dpi=dpi).tobytes("jpeg")
    page = scanned.new_page(width=A4.width, height=A4.height)
    page.insert_image(page.rect, stream=picture)
    page.set_rotation(rotation)
    return bytes(scanned.tobytes())


def photographed(size: tuple[int, int], orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(photograph(0))) as picture:
        picture.resize(size).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


PAPERS: dict[str, Paper] = {
    "typed": lambda: bytes(exam(pages=1).tobytes()),
    "scan at 72": lambda: scanned_at(72),
    "scan at 100": lambda: scanned_at(100),
    "scan at 200": lambda: scanned_at(200),
    "scan at 300, turned": lambda: scanned_at(300, rotation=90),
    "small photograph": lambda: photographed((600, 800)),
    "large photograph": lambda: photographed((3000, 4000)),
    "photograph on its side": lambda: photographed((4000, 3000), orientation=6),
}


@pytest.mark.parametrize("name", PAPERS)
async def test_a_picture_is_as_large_as_it_was_said_to_be(name: str, store: FolderStore) -> None:
    document = await open_document(await store.put(PAPERS[name]()), store=store)
    shown = (document.ref(document.pages[0]), document.pages[0])
    for model, largest in product(MODELS, (UNLIMITED, NAMES_LEGIBLE)):
        planned = picture_of([shown], model, largest)
        (image,) = await render_pages(planned.pages, store=store, dpi=planned.dpi)
        with Image.open(io.BytesIO(image.data)) as sent:
            said, real = picture_tokens(model, planned.size), picture_tokens(model, sent.size)
            # Pillow rounds a photograph's sides in a way of its own.
            assert said == pytest.approx(real, rel=0.005), (model, planned, sent.size)
            # Handed on as it is, a scan takes no more than scaled down.
            assert all(side <= said + 1 for side, said in zip(sent.size, planned.size, strict=True))


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> FolderStore:
    return FolderStore(tmp_path_factory.mktemp("documents"))
