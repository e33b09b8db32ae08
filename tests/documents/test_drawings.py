"""Whether a page shows more than its text."""

import io
from collections.abc import Awaitable, Callable

import pymupdf
import pytest
from PIL import Image, ImageDraw

from bareme.domain.pages import Document

type Draw = Callable[[pymupdf.Page], object]

ZIGZAG = [(80 + 4 * step, 300 + 12 * ((step * 7) % 5 - 2)) for step in range(40)]


def ink(page: pymupdf.Page) -> None:
    page.add_ink_annot([ZIGZAG]).update()


def strokes(page: pymupdf.Page) -> None:
    shape = page.new_shape()
    shape.draw_polyline([pymupdf.Point(point) for point in ZIGZAG])
    shape.finish(color=(0, 0, 0.6), width=1.5)
    shape.commit()


def one_tick(page: pymupdf.Page) -> None:
    page.draw_line((300, 300), (306, 312), width=2)
    page.draw_line((306, 312), (322, 288), width=2)


def graph(page: pymupdf.Page) -> None:
    page.draw_line((100, 500), (400, 500))
    page.draw_line((100, 500), (100, 300))
    page.draw_curve((100, 500), (200, 300), (400, 350))


def bars(page: pymupdf.Page) -> None:
    for place, height in enumerate((40, 90, 60)):
        page.draw_rect(pymupdf.Rect(100 + 60 * place, 500 - height, 140 + 60 * place, 500), fill=(0.2, 0.2, 0.5))


def circuit(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(100, 300, 300, 420))
    page.draw_rect(pymupdf.Rect(180, 292, 220, 308), fill=(1, 1, 1))
    page.draw_circle((100, 360), 14, fill=(1, 1, 1))


def small_figure(page: pymupdf.Page) -> None:
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).ellipse((20, 20, 180, 180), outline="black", width=6)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page.insert_image(pymupdf.Rect(100, 300, 190, 360), stream=buffer.getvalue())


def stamp(page: pymupdf.Page) -> None:
    page.add_circle_annot(pymupdf.Rect(300, 300, 360, 340)).update()


def nothing(page: pymupdf.Page) -> None:
    pass


def answer_lines(page: pymupdf.Page) -> None:
    for row in range(10):
        page.draw_line((72, 300 + 24 * row), (520, 300 + 24 * row), width=0.7)


def dotted_lines(page: pymupdf.Page) -> None:
    for row in range(10):
        page.draw_line((72, 300 + 24 * row), (520, 300 + 24 * row), dashes="[1 3]")


def table(page: pymupdf.Page) -> None:
    for row in range(5):
        page.draw_line((72, 300 + 40 * row), (472, 300 + 40 * row))
    for column in range(6):
        page.draw_line((72 + 80 * column, 300), (72 + 80 * column, 460))
    page.insert_text((80, 320), "speed")
    page.insert_text((160, 320), "time")


def frame(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(40, 40, 555, 800), width=1.5)
    page.draw_rect(pymupdf.Rect(72, 300, 520, 360), fill=(0.93, 0.93, 0.93))


def typed_note(page: pymupdf.Page) -> None:
    page.add_freetext_annot(pymupdf.Rect(72, 300, 300, 320), "4 points for the method")


def bold_heading(page: pymupdf.Page) -> None:
    page.insert_text((72, 300), "EXERCICE 2", fontname="hebo", fontsize=28)


async def drawn(opened: Callable[..., Awaitable[Document]], draw: Draw, *, rotation: int = 0) -> bool:
    source = pymupdf.open()
    page = source.new_page(width=595, height=842)
    for row, text in enumerate(["Physics test /10", "Exercise 1 (4 points)", "Read the speed off the graph."]):
        page.insert_text((72, 80 + 30 * row), text)
    draw(page)
    page.set_rotation(rotation)
    (read,) = (await opened(source)).pages
    assert "Exercise 1 (4 points)" in read.text
    return read.drawn


@pytest.mark.parametrize("draw", [ink, strokes, one_tick, graph, bars, circuit, small_figure, stamp])
@pytest.mark.parametrize("rotation", [0, 90])
async def test_figures_and_handwriting_are_more_than_text(
    opened: Callable[..., Awaitable[Document]], draw: Draw, rotation: int
) -> None:
    assert await drawn(opened, draw, rotation=rotation)


@pytest.mark.parametrize("draw", [nothing, answer_lines, dotted_lines, table, frame, typed_note, bold_heading])
async def test_rules_tables_and_frames_are_not(opened: Callable[..., Awaitable[Document]], draw: Draw) -> None:
    assert not await drawn(opened, draw)
