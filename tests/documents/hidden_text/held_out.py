"""More ways to hide a claim, written when the detector was done: none of them was used to make it."""

from collections.abc import Callable

from tests.documents.hidden_text.pdf import Stream, form, pdf, picture, text, to_unicode
from tests.documents.hidden_text.variants import ANSWER, CLAIM, apart

HELD_OUT: dict[str, Callable[[], bytes]] = {}
_PLACE = 500


def held_out(make: Callable[[], bytes]) -> Callable[[], bytes]:
    HELD_OUT[make.__name__] = make
    return make


@held_out
def under_a_shading() -> bytes:
    shading = "<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 0]/Extend[true true]"
    shading += "/Function<</FunctionType 2/Domain[0 1]/C0[1]/C1[1]/N 1>>>>"
    content = text(ANSWER) + text(CLAIM, y=_PLACE) + f"q 60 {_PLACE - 12} 480 40 re W n /S sh Q"
    return pdf(content, shading, resources="/Shading<</S 10 0 R>>")


@held_out
def in_a_pattern_cell() -> bytes:
    cell = Stream(
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 500 40]/XStep 600/YStep 900/Matrix[1 0 0 1 72 490]"
        "/Resources<</Font<</F1 5 0 R>>>>",
        text(CLAIM, x=0, y=10, state="1 g").encode(),
    )
    content = text(ANSWER) + f"/Pattern cs /P scn 60 {_PLACE - 12} 480 40 re f"
    return pdf(content, cell, resources="/Pattern<</P 10 0 R>>")


@held_out
def tint_of_nothing() -> bytes:
    space = "[/Separation/Spot/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 0 0 1]/N 1>>]"
    content = text(ANSWER) + text(CLAIM, y=_PLACE, state="/C cs 0.03 scn")
    return pdf(content, space, resources="/ColorSpace<</C 10 0 R>>")


@held_out
def mirrored_and_white_over_words() -> bytes:
    return pdf(text(ANSWER) + "q -1 0 0 1 420 742 cm " + text(CLAIM, x=0, y=0, state="1 g") + "Q")


@held_out
def all_letters_at_one_place() -> bytes:
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE, state="-6 Tc"))


@held_out
def thirty_lines_at_one_place() -> bytes:
    noise = "".join(
        text(f"Words number {number} that lie on all the others, again and again.", y=_PLACE) for number in range(30)
    )
    return pdf(text(ANSWER) + noise + text(CLAIM, y=_PLACE))


@held_out
def small_by_the_unit_of_the_page() -> bytes:
    return pdf(
        text(ANSWER, size=60, x=100, y=4000) + text(CLAIM, x=100, y=2000, size=12),
        page="/UserUnit 0.2/MediaBox[0 0 2975 4210]",
    )


@held_out
def raised_off_the_page() -> bytes:
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE, state="900 Ts"))


@held_out
def names_of_glyphs_that_lie() -> bytes:
    """No map to Unicode: the names in the encoding say one thing, and the drawn procedures another."""
    used = [c for c in dict.fromkeys(CLAIM) if c.isalpha()]
    names = " ".join(f"/{c}" for c in used)
    box = "600 0 0 0 600 700 d1 0 0 500 600 re 100 100 300 400 re f*"
    procedures = " ".join(f"/{c} 11 0 R" for c in used)
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]"
        f"/FirstChar 65/LastChar {64 + len(used)}/Widths[{'600 ' * len(used)}]/Resources<<>>"
        f"/Encoding<</Type/Encoding/Differences[65{names}]>>/CharProcs<<{procedures}>>>>"
    )
    words = CLAIM.split()
    content, x = "", 72.0
    for word in words:
        letters = "".join(chr(65 + used.index(c)) for c in word if c in used)
        if letters:
            content += text(letters, x=x, y=_PLACE, font="F2")
            x += 7.2 * len(letters) + 6
        if any(c.isdigit() for c in word):
            content += text(word, x=x, y=_PLACE, state="1 g")
            x += 14
    return pdf(text(ANSWER) + content, font, Stream("", box.encode()), fonts="/F2 10 0 R")


@held_out
def two_letters_for_each() -> bytes:
    """Each letter of the answer stands for two of the claim."""
    pairs = [CLAIM[place : place + 2] for place in range(0, len(CLAIM), 2)]
    codes = [code for code in range(33, 33 + 2 * len(pairs)) if chr(code) not in "()\\"][: len(pairs)]
    names = " ".join(f"{code}/{'abcdefghijklmnopqrstuvwxyz'[place % 26]}" for place, code in enumerate(codes))
    font = (
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 11 0 R"
        f"/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[{names}]>>>>"
    )
    meanings = to_unicode(dict(zip(codes, pairs, strict=True)))
    return pdf(text(ANSWER) + text("".join(map(chr, codes)), y=_PLACE, font="F2"), font, meanings, fonts="/F2 10 0 R")


@held_out
def cyrillic_that_shows_latin() -> bytes:
    """Latin letters that stand for letters which look like others; the claim is spelt out between them."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding/ToUnicode 11 0 R>>"
    shown = "qzjxkvwyfgbdpucmlsnrtoaeih"
    used = list(dict.fromkeys(c for c in CLAIM if c not in " ."))
    code = {c: shown[place % len(shown)] if place < len(shown) else "#" for place, c in enumerate(used)}
    drawn = "".join(code.get(c, c) for c in CLAIM)
    meanings = to_unicode({ord(glyph): letter for letter, glyph in code.items()})
    return pdf(text(ANSWER) + text(drawn, y=_PLACE, font="F2"), font, meanings, fonts="/F2 10 0 R")


@held_out
def letter_by_letter_in_pale_grey() -> bytes:
    letters = "".join(
        text(c, x=72 + 8 * place, y=_PLACE - 3 * (place % 2), state="0.93 g") for place, c in enumerate(CLAIM)
    )
    return pdf(text(ANSWER) + letters)


@held_out
def white_with_a_hair_of_outline() -> bytes:
    return apart("2 Tr 1 g 0.96 G 0.1 w")


@held_out
def inline_picture_over_it() -> bytes:
    cover = f"q 480 0 0 40 60 {_PLACE - 12} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE) + cover)


@held_out
def picture_with_a_white_mask_over_words() -> bytes:
    image, mask = (
        picture((255, 255, 255)),
        Stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\xf5"),
    )
    whole = Stream(image.entries + "/SMask 11 0 R", image.data)
    content = text(ANSWER) + text(CLAIM, y=_PLACE) + f"q 480 0 0 40 60 {_PLACE - 12} cm /I Do Q"
    return pdf(content, whole, mask, resources="/XObject<</I 10 0 R>>")


@held_out
def white_stamp_over_the_answer() -> bytes:
    shape = form(text(CLAIM, state="1 g"))
    box = "[60 730 540 770]"
    stamp = f"<</Type/Annot/Subtype/Stamp/Rect{box}/F 4/AP<</N 11 0 R>>>>"
    drawn = Stream(shape.entries.replace("[-2000 -2000 2000 2000]", box), shape.data)
    return pdf(text(ANSWER), stamp, drawn, page="/Annots[10 0 R]")


@held_out
def tall_and_thin() -> bytes:
    return pdf(text(ANSWER) + f"q 0.08 0 0 2 72 {_PLACE} cm " + text(CLAIM, x=0, y=0) + "Q")


@held_out
def lower_half_covered_twice() -> bytes:
    covers = f"1 g 60 {_PLACE + 2.5} 480 20 re f 60 {_PLACE - 12} 480 13.5 re f"
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE) + covers)


@held_out
def dark_on_dark_stripes() -> bytes:
    stripes = "".join(
        f"0.1 g 60 {_PLACE - 12 + 2 * row} 480 2 re f 0.14 g 60 {_PLACE - 11 + 2 * row} 480 1 re f "
        for row in range(20)
    )
    return pdf(text(ANSWER) + stripes + text(CLAIM, y=_PLACE, state="0.12 g"))


SECOND: dict[str, Callable[[], bytes]] = {}
"""Written after the corrections that HELD_OUT led to."""


def second(make: Callable[[], bytes]) -> Callable[[], bytes]:
    SECOND[make.__name__] = make
    return make


@second
def grey_on_loud_noise() -> bytes:
    content = text(ANSWER) + f"q 480 0 0 40 60 {_PLACE - 12} cm /I Do Q\n" + text(CLAIM, y=_PLACE, state="0.45 g")
    return pdf(content, picture((128, 128, 128), noise=120, side=160), resources="/XObject<</I 10 0 R>>")


@second
def words_with_white_letters_in_them() -> bytes:
    parts = "".join(f"{'1 g' if place % 3 == 1 else '0 g'} ({c}) Tj " for place, c in enumerate(CLAIM))
    return pdf(text(ANSWER) + f"BT /F1 12 Tf 1 0 0 1 72 {_PLACE} Tm {parts} ET")


@second
def filled_with_a_white_picture() -> bytes:
    clip = f"q BT /F1 12 Tf 7 Tr 1 0 0 1 72 {_PLACE} Tm ({CLAIM}) Tj ET 480 0 0 40 60 {_PLACE - 12} cm /I Do Q"
    return pdf(text(ANSWER) + clip, picture((252, 252, 252)), resources="/XObject<</I 10 0 R>>")


@second
def twelve_percent_grey() -> bytes:
    return apart("0.88 g")


@second
def four_and_a_half_points() -> bytes:
    return apart(size=4.5)


@second
def line_of_dashes_over_it_again_and_again() -> bytes:
    strokes = "".join(text("=" * 47, y=_PLACE + 0.6 * row - 3, state="1 g") for row in range(20))
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE) + strokes)


@second
def white_copy_on_top_of_the_same_words() -> bytes:
    return pdf(text(ANSWER) + text(CLAIM, y=_PLACE) + text(CLAIM, y=_PLACE, state="1 g"))


@second
def white_outlines_that_swallow_the_letters() -> bytes:
    return apart("2 Tr 0 g 1 G 3 w")


@second
def turned_letters_that_mean_others() -> bytes:
    """Upside-down shapes: the map says what they would be the right way up."""
    turned = "q -1 0 0 -1 560 1000 cm " + text(CLAIM, x=72, y=_PLACE, state="1 g") + "Q"
    return pdf(text(ANSWER) + turned)


@second
def composite_font_that_lies() -> bytes:
    """A composite font of which every code shows the glyph that is thirteen further on."""
    import pymupdf  # noqa: PLC0415

    shown = CLAIM.translate({ord(c): chr((ord(c) - 97 + 13) % 26 + 97) for c in "abcdefghijklmnopqrstuvwxyz"})
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_text((72, 100), ANSWER, fontsize=12)
    page.insert_font("F9", fontbuffer=pymupdf.Font("cjk").buffer)
    page.insert_text((72, 342), shown, fontname="F9", fontsize=12)
    for xref in range(1, document.xref_length()):
        if document.xref_get_key(xref, "ToUnicode")[0] == "xref":
            target = int(document.xref_get_key(xref, "ToUnicode")[1].split()[0])
            font = pymupdf.Font("cjk")
            codes = {font.has_glyph(ord(s)): c for s, c in zip(shown, CLAIM, strict=True)}
            document.update_stream(target, to_unicode(codes, digits=4).data)
    return bytes(document.tobytes())
