"""Typed pages of two sorts: those whose text says all that they show, and those that show more.

Each kind draws on a page that already has lines of text, with the same random numbers for the same seed.
"""

import io
from collections.abc import Callable
from random import Random

import pymupdf
from PIL import Image, ImageDraw

type Draw = Callable[[pymupdf.Page, Random], object]

_TEXT = (
    "la vitesse du cycliste augmente parce que la force qui agit sur le vélo est constante et que le sol est sec "
    "donc on trouve une valeur proche de celle du tableau car les unités sont les mêmes dans les deux membres"
)
_WORDS = _TEXT.split()
LEFT, RIGHT, PITCH = 60, 535, 22


def sentence(random: Random, words: int = 9) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(words)).capitalize() + "."


def write(
    page: pymupdf.Page,
    row: int,
    text: str,
    *,
    x: float = LEFT,
    fontname: str = "helv",
    fontsize: float = 11,
    color: tuple[float, float, float] = (0, 0, 0),
    render_mode: int = 0,
) -> pymupdf.Rect:
    """Write a line at a row of the page, and return its box."""
    y = 80 + PITCH * row
    page.insert_text((x, y), text, fontsize=fontsize, fontname=fontname, color=color, render_mode=render_mode)
    width = pymupdf.get_text_length(text, fontname=fontname, fontsize=fontsize)
    return pymupdf.Rect(x, y - 0.75 * fontsize, x + width, y + 0.2 * fontsize)


def written_page(document: pymupdf.Document, random: Random, draw: Draw) -> pymupdf.Page:
    """Add a page with a name, three lines of text, and what `draw` adds from row 6 on."""
    page = document.new_page(width=595, height=842)
    write(page, 0, "Nom : Dupont   Prénom : Ana")
    for row in range(2, 5):
        write(page, row, sentence(random))
    draw(page, random)
    return page


# --- all is said ---


def nothing(page: pymupdf.Page, random: Random) -> None:
    pass


def labelled_answers(page: pymupdf.Page, random: Random) -> None:
    for row, label in enumerate(("a)", "b)", "c)")):
        write(page, 6 + row, f"{label} {sentence(random, 6)}", fontname="tiro")


def bold_headings(page: pymupdf.Page, random: Random) -> None:
    for number in (1, 2, 3):
        write(page, 4 + 3 * number, f"Exercice {number}", fontname="hebo")
        write(page, 5 + 3 * number, sentence(random))


def underlined_headings(page: pymupdf.Page, random: Random) -> None:
    for number in (1, 2):
        box = write(page, 4 + 3 * number, f"Question {number} :")
        page.draw_line((box.x0, box.y1), (box.x1, box.y1), width=0.7)
        write(page, 5 + 3 * number, sentence(random))


def large_title(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, sentence(random, 3), fontsize=18)
    write(page, 8, sentence(random))


def separator(page: pymupdf.Page, random: Random) -> None:
    y = 80 + PITCH * 6
    page.draw_line((LEFT, y), (RIGHT, y), width=random.choice((0.3, 0.7, 1.2)), dashes=random.choice(("", "[1 2]")))
    write(page, 8, sentence(random))


def paragraph(page: pymupdf.Page, random: Random) -> None:
    page.insert_textbox((LEFT, 220, RIGHT, 500), sentence(random, 60), fontname="tiro", fontsize=12, align=3)


def list_of_points(page: pymupdf.Page, random: Random) -> None:
    for row in range(3):
        write(page, 6 + 2 * row, f"- {sentence(random, 10)}", x=LEFT + 14)
        write(page, 7 + 2 * row, sentence(random, 5), x=LEFT + 14 + pymupdf.get_text_length("- ", fontsize=11))


def signs(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, f"v = d/t = {random.randint(10, 99)} km / 3 h ≈ 12,5 km/h (à ±5 %)")
    write(page, 7, "2x² + 3 ≥ 5 ; S = {1} – « oui »")


ALL_SAID: tuple[Draw, ...] = (
    *(nothing, labelled_answers, bold_headings, underlined_headings, large_title, separator),
    *(paragraph, list_of_points, signs),
)


# --- the page shows more ---


def struck_out(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, sentence(random, random.randint(2, 8)))
    part = box.x0 + box.width * random.choice((0.3, 1.0))
    y = box.y0 + 0.6 * box.height
    page.draw_line((box.x0, y), (part, y), width=0.6)


def highlighted(page: pymupdf.Page, random: Random) -> None:
    options = [write(page, 6 + row, f"{'ABC'[row]}. {sentence(random, 3)}") for row in range(3)]
    page.draw_rect(random.choice(options), color=None, fill=random.choice(((1, 1, 0), (0.9, 1, 0.9))), overlay=False)


def circled_option(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, "A   B   C   D", x=LEFT)
    x = box.x0 + random.choice((4, 22, 40))
    page.draw_circle((x, box.y1 - 6), 8, width=0.7)


def ticked_box(page: pymupdf.Page, random: Random) -> None:
    for row in range(3):
        write(page, 6 + row, sentence(random, 3), x=LEFT + 20)
        y = 80 + PITCH * (6 + row)
        page.draw_rect((LEFT, y - 8, LEFT + 8, y))
    y = 80 + PITCH * (6 + random.randrange(3))
    page.draw_line((LEFT + 1, y - 7), (LEFT + 7, y - 1), width=1)
    page.draw_line((LEFT + 1, y - 1), (LEFT + 7, y - 7), width=1)


def symbol_ticks(page: pymupdf.Page, random: Random) -> None:
    for row in range(3):
        write(page, 6 + row, random.choice(("4", "8", "o", "q")), fontname="zadb")
        write(page, 6 + row, sentence(random, 3), x=LEFT + 20)


def exponent(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, "La masse vaut 3 x 10")
    page.insert_text((box.x1 + 0.5, box.y1 - random.choice((5, 7))), "5", fontsize=random.choice((7, 8, 11)))


def fraction(page: pymupdf.Page, random: Random) -> None:
    y = 80 + PITCH * 7
    page.insert_text((LEFT, y), "f(x) =")
    page.insert_text((LEFT + 40, y - 7), "x + 1")
    page.insert_text((LEFT + 40, y + 7), "x - 3")
    page.draw_line((LEFT + 38, y - 3), (LEFT + 70, y - 3), width=0.5)


def columns(page: pymupdf.Page, random: Random) -> None:
    for row, cells in enumerate((("", "Vrai", "Faux"), ("Le son est une onde", "X", ""), ("La Lune brille", "", "X"))):
        for column, text in enumerate(cells):
            write(page, 6 + row, text, x=LEFT + 180 * column)


def coloured_option(page: pymupdf.Page, random: Random) -> None:
    chosen = random.randrange(3)
    for row in range(3):
        write(page, 6 + row, f"{'abc'[row]}) {sentence(random, 3)}", color=(0.8, 0, 0) if row == chosen else (0, 0, 0))


def bold_option(page: pymupdf.Page, random: Random) -> None:
    chosen, labels = random.randrange(3), random.choice((("1.", "2.", "3."), ("Figure 1", "Figure 2", "Figure 3")))
    for row in range(3):
        write(page, 6 + row, f"{labels[row]} {sentence(random, 3)}", fontname="hebo" if row == chosen else "helv")


def underlined_word(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, sentence(random, 8))
    start = box.x0 + box.width * random.random() / 2
    page.draw_line((start, box.y1), (start + 60, box.y1), width=0.6)


def code(page: pymupdf.Page, random: Random) -> None:
    font = random.choice(("cour", "helv"))
    for row, (indent, text) in enumerate(((0, "for i in range(3):"), (20, "s = s + i"), (0, "print(s)"))):
        write(page, 6 + row, text, x=LEFT + indent, fontname=font)


def matched_by_lines(page: pymupdf.Page, random: Random) -> None:
    for row in range(3):
        y = 80 + PITCH * (6 + row)
        write(page, 6 + row, f"{'abc'[row]}) {random.choice(_WORDS)}")
        page.draw_line((LEFT + 110, y - 4), (LEFT + 200, y - 4 + random.choice((0, 0, PITCH))), width=0.7)


def pale_figure(page: pymupdf.Page, random: Random) -> None:
    shade = random.choice((0.75, 0.9, 0.97))
    page.draw_bezier((100, 400), (200, 300), (250, 480), (400, 350), color=(shade, shade, shade), width=1.2)


def overprinted(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, "A   B   C   D")
    page.insert_text((box.x0 + random.choice((0, 18, 37)), box.y1 - 2), "X", fontsize=12)


def small_picture(page: pymupdf.Page, random: Random) -> None:
    picture = Image.new("RGB", (40, 40), "white")
    ImageDraw.Draw(picture).ellipse((5, 5, 35, 35), outline="black", width=3)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    size = random.choice((12, 60))
    page.insert_image((LEFT, 300, LEFT + size, 300 + size), stream=buffer.getvalue())


def ink_over_print(page: pymupdf.Page, random: Random) -> None:
    x, y = random.randint(80, 400), random.randint(90, 500)
    page.add_ink_annot([[(x, y), (x + 6, y + 10), (x + 20, y - 12)]]).update()


def hidden_words(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, sentence(random, 4), color=random.choice(((1, 1, 1), (0.95, 0.95, 0.95))))


def form_field(page: pymupdf.Page, random: Random) -> None:
    field = pymupdf.Widget()
    field.field_type, field.field_name = pymupdf.mupdf.PDF_WIDGET_TYPE_CHECKBOX, "a"
    field.rect, field.field_value = pymupdf.Rect(LEFT, 210, LEFT + 12, 222), random.random() < 0.5
    page.add_widget(field)


def turned_words(page: pymupdf.Page, random: Random) -> None:
    page.insert_text((300, 400), sentence(random, 3), rotate=random.choice((90, 180, 270)))


def unreadable_font(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, "abcdefg", fontname=random.choice(("zadb", "symb")))


SHOWS_MORE: tuple[Draw, ...] = (
    *(struck_out, highlighted, circled_option, ticked_box, symbol_ticks, exponent, fraction, columns),
    *(coloured_option, bold_option, underlined_word, code, matched_by_lines, pale_figure, overprinted),
    *(small_picture, ink_over_print, hidden_words, form_field, turned_words, unreadable_font),
)
