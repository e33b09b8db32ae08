"""Pages are read, and turned upright, without a model."""

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import mean

import pymupdf
import pytest
from PIL import Image
from rapidfuzz import fuzz

from bareme.documents import open_document, stop_workers
from bareme.documents.ocr import find_turn, is_ocr_available, read_scans, recognise, stand_upright
from bareme.domain.pages import Page, PageKind, TextLine
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings
from bareme.storage.documents import FolderStore
from tests.documents.test_turned import upright_pictures

FIXTURES = Path(__file__).parents[3] / "fixtures"
COPIES = FIXTURES / "physics-fr" / "copies.pdf"
A4 = {"width": 595.0, "height": 842.0}  # points
NEEDS_OCR = "runs in CI, where `make test-ocr` installs the extra `ocr`; here after make install-ocr"
needs_ocr = pytest.mark.skipif(find_spec("rapidocr") is None, reason=NEEDS_OCR)
pytestmark = [pytest.mark.ocr, pytest.mark.usefixtures("with_ocr")]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    get_settings.cache_clear()


def as_scan(path: Path, index: int, dpi: int) -> Image.Image:
    """A typed page as a scanner would see it: a picture, a little tilted, with grain."""
    with pymupdf.open(path) as document:
        drawn = document[index].get_pixmap(dpi=dpi, colorspace="gray")
    page = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
    tilted = page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=250)
    return Image.blend(tilted, Image.effect_noise(tilted.size, 60), 0.08)


def encoded(page: Image.Image) -> bytes:
    data = io.BytesIO()
    page.save(data, "JPEG", quality=70)
    return data.getvalue()


@needs_ocr
async def test_a_scan_is_read_line_by_line_with_its_place(store: FolderStore) -> None:
    lines = await recognise(encoded(as_scan(COPIES, 0, 150)), **A4)

    document = await open_document(await store.put(COPIES.read_bytes()), store=store)
    typed = document.pages[0].lines
    assert mean(similarity(typed, line) for line in lines) > 0.95
    assert min(line.confidence for line in lines) > 0.8


def similarity(typed: Sequence[TextLine], line: TextLine) -> float:
    """How alike the line is to the typed one in its place."""
    near = min(typed, key=lambda one: abs(one.y0 - line.y0) + abs(one.x0 - line.x0))
    return fuzz.ratio(near.text.replace(" ", ""), line.text.replace(" ", "")) / 100


@needs_ocr
async def test_an_empty_page_has_no_lines_and_no_direction() -> None:
    blank = encoded(Image.new("L", (595, 842), 250))
    assert await recognise(blank, **A4) == ()
    assert await find_turn(blank) is None


@needs_ocr
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
async def test_a_page_is_turned_upright(turned: int) -> None:
    page = as_scan(COPIES, 0, 72)
    # Pillow turns the other way round: what was turned so has to be turned back clockwise.
    assert await find_turn(encoded(page.rotate(turned, expand=True))) == turned


@needs_ocr
async def test_no_upright_page_is_turned(shared_data: Path) -> None:
    upside_down_in_the_set = {"a-1.tif", "image_3.tif"}
    pages = [named for named in upright_pictures(shared_data) if named[0] not in upside_down_in_the_set]
    chosen = Random(7).sample(pages, 12)  # noqa: S311 - nothing secret
    wrong = [name for name, page in chosen if await find_turn(encoded(page)) not in {0, None}]
    assert wrong == []


@needs_ocr
async def test_a_page_that_takes_too_long_is_given_up(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BAREME_OCR_SECONDS", "0.01")
    get_settings.cache_clear()
    with pytest.raises(DocumentRefused) as refusal:
        await recognise(encoded(as_scan(COPIES, 0, 150)), **A4)
    assert refusal.value.reason is RefusalReason.TOO_SLOW
    stop_workers()


@needs_ocr
async def test_a_page_is_read_once(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    scan = encoded(as_scan(COPIES, 0, 100).rotate(180))
    anne, bruno = FolderStore(tmp_path, "anne"), FolderStore(tmp_path, "bruno")
    first = await read(scan, anne)
    assert first.recognition is not None
    assert first.recognition.engine.startswith("rapidocr ")
    assert (first.kind, first.turn, len(first.name_zone)) == (PageKind.OCR_SCAN, 180, 0)
    environment.setenv("BAREME_OCR_SECONDS", "0.01")  # nobody reads anything in that time
    get_settings.cache_clear()
    assert await read(scan, bruno) == first
    stop_workers()


async def read(scan: bytes, store: FolderStore) -> Page:
    opened = await open_document(await store.put(scan), store=store)
    (page,) = (await read_scans(await stand_upright(opened, store=store), store=store)).pages
    return page


@needs_ocr
def test_the_process_that_serves_loads_no_engine() -> None:
    program = (
        "import asyncio, sys; from bareme.documents.ocr import find_turn;"
        f"asyncio.run(find_turn({encoded(Image.new('L', (100, 100), 250))!r}));"
        "from bareme.documents import stop_workers; stop_workers();"
        "print(sorted({'rapidocr', 'onnxruntime', 'cv2', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_it_can_be_switched_off(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BAREME_OCR", "off")
    get_settings.cache_clear()
    assert not is_ocr_available()


def layered(page: Image.Image, words: pymupdf.Document) -> bytes:
    """A scan with the invisible text layer of a program that read the page of another document."""
    document = pymupdf.open()
    sheet = document.new_page(width=page.width * 72 / 150, height=page.height * 72 / 150)
    for x, y, _, _, word, *_ in words[0].get_text("words"):
        sheet.insert_text((x, y + 10), word, fontsize=8, render_mode=3)
    sheet.insert_image(sheet.rect, stream=encoded(page))
    return bytes(document.tobytes())


@needs_ocr
@pytest.mark.parametrize("honest", [True, False])
async def test_c_the_invisible_layer_of_a_scan_is_held_against_its_picture(store: FolderStore, honest: bool) -> None:
    with pymupdf.open(COPIES) as copies, pymupdf.open() as other:
        other.new_page().insert_text(
            (72, 72), "Barème sur cent points. Exercice 1 : 50 points. Exercice 2 : 50 points."
        )
        data = layered(as_scan(COPIES, 0, 150), copies if honest else other)
    opened = await open_document(await store.put(data), store=store)
    assert opened.pages[0].has_unverified_layer
    (page,) = (await read_scans(opened, store=store)).pages
    assert page.recognition is not None
    assert ("cent points" in page.hidden_text) is not honest
    assert "cent points" not in page.text
    assert (page.lines == opened.pages[0].lines) is honest
