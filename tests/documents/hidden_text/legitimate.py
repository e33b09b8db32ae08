"""Sheets whose text is all meant to be read, although it is pale, small, crossed out or lies on other text."""

from collections.abc import Callable

from tests.documents.hidden_text.pdf import Stream, pdf, picture, text, to_unicode
from tests.documents.hidden_text.variants import ANSWER

LEGITIMATE: dict[str, Callable[[], bytes]] = {}
REMARK = "Answer in full sentences."


def legitimate(make: Callable[[], bytes]) -> Callable[[], bytes]:
    LEGITIMATE[make.__name__] = make
    return make


def _with(content: str, *objects: str | Stream, **how: str) -> bytes:
    return pdf(text(ANSWER) + content, *objects, **how)


@legitimate
def light_grey() -> bytes:
    return _with(text(REMARK, y=500, state="0.75 g"))


@legitimate
def footnote() -> bytes:
    return _with(text(REMARK, y=30, size=6))


@legitimate
def small_and_grey() -> bytes:
    return _with(text(REMARK, y=30, size=6.5, state="0.6 g"))


@legitimate
def pale_watermark_behind_the_text() -> bytes:
    return pdf(
        "q 0.7 0.7 -0.7 0.7 150 500 cm " + text("COPIE", x=0, y=0, size=130, state="0.88 g") + "Q " + text(ANSWER)
    )


@legitimate
def watermark_in_front_of_the_text() -> bytes:
    return _with(text("DRAFT", y=735, size=90, state="/G gs 1 0 0 rg"), resources="/ExtGState<</G<</ca 0.2>>>>")


@legitimate
def answer_on_a_dotted_line() -> bytes:
    return pdf(text("." * 100) + text("_" * 45, y=741) + text(ANSWER))


@legitimate
def crossed_out() -> bytes:
    return _with(text("-" * 80, y=743) + text("/" * 60))


@legitimate
def printed_twice_to_be_bold() -> bytes:
    return _with(text(ANSWER, x=72.3))


@legitimate
def exponents_and_indices() -> bytes:
    return _with(text("x", y=500) + text("12", x=78, y=505, size=3.8) + text("i", x=78, y=498, size=3.5))


@legitimate
def red_on_green_of_the_same_brightness() -> bytes:
    return _with("q 0 0.51 0 rg 60 490 400 40 re f Q " + text(REMARK, y=500, state="1 0 0 rg"))


@legitimate
def yellow_on_blue() -> bytes:
    return _with("q 0 0 0.6 rg 60 490 400 40 re f Q " + text(REMARK, y=500, state="1 1 0 rg"))


@legitimate
def on_a_photograph() -> bytes:
    content = text(ANSWER) + "q 480 0 0 40 60 488 cm /I Do Q " + text(REMARK, y=500)
    return pdf(content, picture((150, 140, 120), noise=30), resources="/XObject<</I 10 0 R>>")


@legitimate
def outlined() -> bytes:
    return _with(text(REMARK, y=500, size=30, state="1 Tr 0.5 w"))


@legitimate
def under_a_marker_pen() -> bytes:
    return _with("q /G gs 1 1 0 rg 60 735 400 20 re f Q", resources="/ExtGState<</G<</BM/Multiply>>>>")


@legitimate
def condensed() -> bytes:
    return _with(text(REMARK, y=500, state="60 Tz"))


@legitimate
def spread_out_and_turned() -> bytes:
    return _with("q 0 1 -1 0 40 100 cm " + text(REMARK, x=0, y=0, state="3 Tc") + "Q")


@legitimate
def small_capitals_and_ligatures() -> bytes:
    """Capitals that stand for small letters, and a glyph that stands for two."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding 12 0 R/ToUnicode 11 0 R>>"
    encoding = "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[1/fi]>>"
    meanings = to_unicode({ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {1: "fi"} | {32: " "})
    return _with(text("\x01NAL RESULT OF THE OF\x01CE", y=500, font="F2"), font, meanings, encoding, fonts="/F2 10 0 R")


@legitimate
def other_common_fonts() -> bytes:
    names = ("Times-Italic", "Courier-BoldOblique", "Helvetica-Bold")
    objects = [f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>" for name in names]
    words = "Élève n° 12 : réponse à la première question, déjà vue"
    content = "".join(text(words, y=600 - 30 * row, font=f"T{row}") for row in range(len(names)))
    return _with(content, *objects, fonts=" ".join(f"/T{row} {10 + row} 0 R" for row in range(len(names))))
