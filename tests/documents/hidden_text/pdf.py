"""Write small PDF files by hand, since no library writes what hides text."""

import zlib
from dataclasses import dataclass

FIRST_OBJECT = 10
"""The number of the first of a sheet's own objects."""

_WIDTH, _HEIGHT = 595, 842


@dataclass(frozen=True)
class Stream:
    """An object with a stream."""

    entries: str
    data: bytes


def pdf(
    content: str, *objects: str | Stream, resources: str = "", fonts: str = "", page: str = "", catalog: str = ""
) -> bytes:
    """Return a document with one A4 page. `objects` are numbered from FIRST_OBJECT; F1 is Helvetica."""
    numbered: dict[int, str | Stream] = {
        1: f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_WIDTH} {_HEIGHT}]/Contents 4 0 R"
            f"/Resources<</Font<</F1 5 0 R {fonts}>>{resources}>>{page}>>"
        ),
        4: Stream("", content.encode("latin-1")),
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    numbered |= dict(enumerate(objects, start=FIRST_OBJECT))
    data, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content_of in numbered.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + _body(content_of) + b"\nendobj\n"
    start = len(data)
    size = max(numbered) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        data += (f"{places[number]:010} 00000 n \n" if number in places else "0000000000 65535 f \n").encode()
    data += f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


def _body(content: str | Stream) -> bytes:
    if isinstance(content, str):
        return content.encode("latin-1")
    packed = zlib.compress(content.data)
    return f"<<{content.entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"


def text(words: str, *, x: float = 72, y: float = 742, size: float = 12, font: str = "F1", state: str = "") -> str:
    """Return the operators that show `words` on one line; `state` stands before them."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm {state} ({escaped}) Tj ET Q\n"


def to_unicode(mapping: dict[int, str], *, digits: int = 2) -> Stream:
    """Return a ToUnicode map from codes to texts."""
    lines = "\n".join(f"<{code:0{digits}x}> <{words.encode('utf-16-be').hex()}>" for code, words in mapping.items())
    top = "f" * digits
    return Stream(
        "",
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <{'0' * digits}> <{top}> endcodespacerange\n"
            f"{len(mapping)} beginbfchar\n{lines}\nendbfchar\nendcmap end end"
        ).encode(),
    )


def picture(shade: tuple[int, int, int], *, noise: int = 0, side: int = 40) -> Stream:
    """Return a picture of one colour, with levels that alternate by `noise`."""
    pixels = bytearray()
    for place in range(side * side):
        change = noise * (place % 3 - 1)
        pixels += bytes(max(0, min(255, level + change)) for level in shade)
    return Stream(
        f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8", bytes(pixels)
    )


def form(content: str, entries: str = "") -> Stream:
    """Return a form XObject of the size of the page."""
    return Stream(
        f"/Type/XObject/Subtype/Form/BBox[-2000 -2000 2000 2000]/Resources<</Font<</F1 5 0 R>>{entries}>>",
        content.encode("latin-1"),
    )
