"""More kinds of typed pages, written after the rules for `page_kinds` were fixed, to see what the rules are worth."""

import io
from random import Random

import pymupdf
from PIL import Image

from tests.documents.page_kinds import LEFT, PITCH, RIGHT, Draw, sentence, write

BODY = pymupdf.Rect(LEFT, 210, RIGHT, 760)


def html(page: pymupdf.Page, text: str) -> None:
    page.insert_htmlbox(BODY, text, css="body { font-family: serif; font-size: 11px; } p { margin: 0 0 6px 0; }")


# --- all is said ---


def set_paragraphs(page: pymupdf.Page, random: Random) -> None:
    html(page, "".join(f"<p>{sentence(random, 30)} L’efficacité suffit.</p>" for _ in range(3)))


def numbered_answers(page: pymupdf.Page, random: Random) -> None:
    for number in (1, 2, 3):
        write(page, 5 + number, f"{number}. {sentence(random, 5)}", fontname="tiro")


def bold_labels(page: pymupdf.Page, random: Random) -> None:
    for number in (1, 2):
        box = write(page, 5 + number, f"Question {number} :", fontname="hebo")
        write(page, 5 + number, sentence(random, 5), x=box.x1 + 4)


def page_number(page: pymupdf.Page, random: Random) -> None:
    page.insert_text((300, 800), f"{random.randint(1, 9)} / 9", fontsize=8)


def greek(page: pymupdf.Page, random: Random) -> None:
    html(page, "<p>ρ = m / V donc ρ = 2,7 g/cm³ et λ = 500 nm, soit α → β.</p>")


def typewritten(page: pymupdf.Page, random: Random) -> None:

    for row in range(6, 9):
        write(page, row, sentence(random, 6), fontname="cour")


def hanging_answers(page: pymupdf.Page, random: Random) -> None:
    for row, label in enumerate(("a)", "b)")):
        write(page, 6 + 2 * row, f"{label} {sentence(random, 10)}")
        write(page, 7 + 2 * row, sentence(random, 5), x=LEFT + pymupdf.get_text_length("a) ", fontsize=11))


ALL_SAID: tuple[Draw, ...] = (
    *(set_paragraphs, numbered_answers, bold_labels, page_number, greek, typewritten, hanging_answers),
)


# --- the page shows more ---


def html_emphasis(page: pymupdf.Page, random: Random) -> None:
    mark = random.choice(
        (
            *("sup", "sub", "u", "s", "b", "i", "small", "big"),
            *('span style="color: red"', 'span style="background-color: #ffa"', 'span style="color: #00f"'),
        )
    )
    name = mark.split()[0]
    html(
        page,
        f"<p>{sentence(random, 4)} <{mark}>{random.choice(('deux', '2', 'vrai'))}</{name}> {sentence(random, 3)}</p>",
    )


def html_table(page: pymupdf.Page, random: Random) -> None:
    border = random.choice(("border: 1px solid black; border-collapse: collapse;", ""))
    cell = f'style="{border} padding: 2px 30px;"'
    rows = "".join(
        f"<tr><td {cell}>{a}</td><td {cell}>{b}</td></tr>" for a, b in (("x", "f(x)"), ("1", "3"), ("2", ""))
    )
    html(page, f"<table>{rows}</table>")


def unicode_ticks(page: pymupdf.Page, random: Random) -> None:
    html(page, "".join(f"<p>{random.choice('☐☒☑✓✗■□')} {sentence(random, 3)}</p>" for _ in range(3)))


def framed_answer(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, sentence(random, 3))
    page.draw_rect((box.x0 - 3, box.y0 - 2, box.x1 + 3, box.y1 + 2), width=0.6)


def margin_bar(page: pymupdf.Page, random: Random) -> None:
    y = random.randint(80, 150)
    page.draw_line((LEFT - 10, y), (LEFT - 10, y + random.choice((12, 60))), width=0.8)


def joined_by_an_arrow(page: pymupdf.Page, random: Random) -> None:
    page.draw_line((LEFT + 30, 120), (LEFT + random.randint(30, 300), 146), width=0.5)


def tallies(page: pymupdf.Page, random: Random) -> None:
    for count in range(random.randint(1, 5)):
        page.draw_line((LEFT + 5 * count, 300), (LEFT + 5 * count, 310), width=0.8)


def watermark(page: pymupdf.Page, random: Random) -> None:
    page.insert_text(
        (150, 500), "COPIE", fontsize=80, color=(0.9, 0.9, 0.9), morph=(pymupdf.Point(150, 500), pymupdf.Matrix(30))
    )


def markup(page: pymupdf.Page, random: Random) -> None:
    place = pymupdf.Rect(LEFT, 115, LEFT + random.randint(30, 200), 128)
    add = random.choice(
        (page.add_highlight_annot, page.add_strikeout_annot, page.add_underline_annot, page.add_squiggly_annot)
    )
    add(place)


def typed_over(page: pymupdf.Page, random: Random) -> None:
    page.draw_rect((LEFT, 115, LEFT + 120, 130), color=None, fill=(1, 1, 1))


def posed_sum(page: pymupdf.Page, random: Random) -> None:
    for row, number in enumerate((f"{random.randint(100, 999)}", f"+ {random.randint(10, 99)}", "1009")):
        write(page, 6 + row, number, x=LEFT + 60 - pymupdf.get_text_length(number, fontsize=11))


def binomial(page: pymupdf.Page, random: Random) -> None:
    y = 80 + PITCH * 7
    page.insert_text((LEFT, y), "Il y a")
    for offset, text in ((-6, "5"), (6, "2")):
        page.insert_text((LEFT + 40, y + offset), text, fontsize=9)


def root(page: pymupdf.Page, random: Random) -> None:
    box = write(page, 6, "L = 2,4 + 0,7")
    page.draw_line((box.x0 + 18, box.y0 - 1), (box.x0 + random.choice((35, 70)), box.y0 - 1), width=0.5)


def font_without_a_map(page: pymupdf.Page, random: Random) -> None:
    html(page, f"<p>{sentence(random, 8)}</p>")
    document = page.parent
    for xref in range(1, document.xref_length()):
        if document.xref_get_key(xref, "ToUnicode")[0] != "null":
            document.xref_set_key(xref, "ToUnicode", "null")


def one_digit_lies(page: pymupdf.Page, random: Random) -> None:
    html(page, f"<p>La réponse est 3{random.randint(0, 9)} et 8.</p>")
    document = page.parent
    for xref in range(1, document.xref_length()):
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            to_unicode = int(value.split()[0])
            # The digit three is the letter 0x14 of the font; its text becomes a nine.
            lie = document.xref_stream(to_unicode).replace(b"endcmap", b"1 beginbfchar <0014> <0039> endbfchar endcmap")
            document.update_stream(to_unicode, lie)


def unpainted(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, sentence(random, 4), render_mode=3)


def outlined(page: pymupdf.Page, random: Random) -> None:
    write(page, 6, sentence(random, 4), render_mode=1)


def struck_letters(page: pymupdf.Page, random: Random) -> None:
    html(page, "<p>" + "".join(f"{letter}\u0336" for letter in "faux") + f" {sentence(random, 3)}</p>")


def inverted(page: pymupdf.Page, random: Random) -> None:
    page.draw_rect((LEFT - 2, 195, 300, 216), fill=(0, 0, 0), overlay=False)
    write(page, 6, sentence(random, 3), color=(1, 1, 1))


def signature(page: pymupdf.Page, random: Random) -> None:
    picture = Image.effect_noise((60, 20), 60)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page.insert_image((400, 700, 460, 720), stream=buffer.getvalue())


def one_dot(page: pymupdf.Page, random: Random) -> None:
    page.draw_circle((LEFT + random.randint(0, 300), 300), 1, fill=(0, 0, 0))


def number_line(page: pymupdf.Page, random: Random) -> None:
    y = 80 + PITCH * 6
    page.draw_line((LEFT, y), (RIGHT, y), width=0.7)
    for place in range(6):
        page.insert_text((LEFT + 90 * place, y + 14), str(place))


def two_columns(page: pymupdf.Page, random: Random) -> None:
    for row in range(6):
        for x in (LEFT, 320):
            write(page, 6 + row, sentence(random, 4), x=x, fontsize=9)


def outline(page: pymupdf.Page, random: Random) -> None:
    for row, indent in enumerate((0, 15, 30, 15)):
        write(page, 6 + row, random.choice(("Si x > 0 alors", "afficher x", "x prend 3")), x=LEFT + indent + 5)


SHOWS_MORE: tuple[Draw, ...] = (
    *(html_emphasis, html_table, unicode_ticks, framed_answer, margin_bar, joined_by_an_arrow, tallies, watermark),
    *(markup, typed_over, posed_sum, binomial, root, font_without_a_map, one_digit_lies, unpainted, outlined),
    *(struck_letters, inverted, signature, one_dot, number_line, two_columns, outline),
)
