"""The class of the benchmarks: eight questions, and copies that are typed answers, typed pages, or three scans.

The scans are pages at 200 dots an inch in colour, of about 600 kB each, as school copiers write them. Every answer
names its copy and its question, so no line of a copy is in another one.
"""

import base64
import io
import random
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageChops

QUESTIONS, PAGES = 8, 3
LABEL = r"Réponse (\d+)-(\d+)"
"""How an answer begins: number of the copy, of the question."""
_WORDS = (
    "énergie", "cinétique", "masse", "vitesse", "force", "poids", "champ", "gravitation", "chaleur", "tension",
    "courant", "résistance", "puissance", "travail", "pression", "volume", "température", "mouvement", "accélération",
    "trajectoire",
)  # fmt: skip
_NOTES = ("donc", "parce que", "d'après le cours", "on en déduit que", "puisque")
QUALITY, LIGHT = 63, 40
"""JPEG qualities: pages of about 580 kB, and of 370 kB."""

type Json = dict[str, Any]


def answer_text(copy: int, question: int) -> str:
    """Return what the student of a copy wrote: two sentences that nobody else wrote."""
    chance = random.Random(copy * 100 + question)  # noqa: S311 - nothing secret
    first, second = chance.sample(_WORDS, 4), chance.sample(_WORDS, 4)
    value = chance.randint(11, 999) / 10
    return (
        f"Réponse {copy}-{question} : la {first[0]} et la {first[1]} dépendent de la {first[2]}, "
        f"{chance.choice(_NOTES)} la {first[3]} vaut {value} J. Pour la {second[0]} ({copy}), je trouve "
        f"{value * 2:.1f} N avec la {second[1]}."
    )


def student_name(copy: int) -> str:
    """Return a name that only one copy has."""
    syllables = ("BA", "CO", "DI", "FU", "GE", "LA", "MO", "NI", "RU", "TE")
    return "".join(syllables[copy // place % 10] for place in (1, 10, 100)) + "RAND Ana"


def scheme() -> Json:
    """Return the scheme, with an expected answer for each question."""
    questions = [
        {"id": f"Q{n}", "max_points": 2, "expected_answer": f"La {_WORDS[n]} dépend de la {_WORDS[n + 1]}."}
        for n in range(1, QUESTIONS + 1)
    ]
    return {"questions": questions}


def typed_copies(copies: int, first: int = 1) -> list[Json]:
    """Return typed copies as a request has them."""
    return [
        {
            "student": {"name": student_name(copy)},
            "answers": {f"Q{question}": answer_text(copy, question) for question in range(1, QUESTIONS + 1)},
        }
        for copy in range(first, first + copies)
    ]


def write_papers(folder: Path, *, scanned: bool = False, drawn: bool = False) -> dict[str, Path]:
    """Write exam paper and answer key, each a page, and return their paths by role. A `drawn` page has a figure."""
    paper = ["Contrôle de physique", f"Barème sur {2 * QUESTIONS} points", ""]
    key = ["Corrigé du contrôle de physique", ""]
    for n in range(1, QUESTIONS + 1):
        paper += [f"Question {n} (2 points)", f"Expliquer le lien entre la {_WORDS[n]} et la {_WORDS[n + 1]}, puis", ""]
        paper += ["calculer la valeur demandée avec les données de la figure.", ""]
        key += [f"Question {n} (2 points)", f"La {_WORDS[n]} dépend de la {_WORDS[n + 1]} ; valeur : {n * 7},5 J.", ""]
    found = {}
    for role, lines in (("exam_paper", paper), ("answer_key", key)):
        found[role] = folder / f"{role}.pdf"
        text = "\n".join(lines)
        found[role].write_bytes(
            _scanned_pdf([_scanned_page(text, QUALITY)]) if scanned else _typed_pdf([text], drawn=drawn)
        )
    return found


def write_typed(file: Path, copies: int, *, first: int = 1) -> None:
    """Write a bundle of typed copies."""
    file.write_bytes(_typed_pdf([text for copy in range(first, first + copies) for text in _page_texts(copy)]))


def write_scans(
    file: Path, copies: int, *, first: int = 1, quality: int = QUALITY, dpi: int = 200, sheet: str = "a4"
) -> None:
    """Write a bundle of scanned copies: a PDF without text, one JPEG a page."""
    pictures = (
        _scanned_page(text, quality, dpi, sheet, copy=copy if page == 0 else None)
        for copy in range(first, first + copies)
        for page, text in enumerate(_page_texts(copy))
    )
    file.write_bytes(_scanned_pdf(pictures, sheet))


def read_code(picture: bytes) -> int | None:
    """Return the number of the copy that begins on a scanned page, as its picture shows it, or None."""
    page = Image.open(io.BytesIO(picture))
    page.draft("L", (600, 600))  # a JPEG is decoded no larger than needed
    grey = page.convert("L")
    cells = [grey.getpixel((int((left + right) / 2 * grey.width), int(0.03 * grey.height))) for left, right in _CELLS]
    if not isinstance(cells[0], int) or cells[0] > _DARK:
        return None
    return sum(1 << place for place, cell in enumerate(cells[1:]) if isinstance(cell, int) and cell <= _DARK)


NAME_BOX = (0.05, 0.04, 0.55, 0.1)
"""Where the name stands on the first page of a copy, as shares of the page."""
_CELLS = [(0.6 + 0.03 * n, 0.63 + 0.03 * n) for n in range(11)]
"""The squares beside it, from left to right: the first is black, the others are the number of the copy in binary."""
_DARK = 110


def _page_texts(copy: int) -> Iterator[str]:
    each = -(-QUESTIONS // PAGES)
    for page in range(PAGES):
        lines = [f"Nom : {student_name(copy)}", ""] if page == 0 else []
        for question in range(page * each + 1, min((page + 1) * each, QUESTIONS) + 1):
            lines += [f"Question {question} de {copy}", *textwrap.wrap(answer_text(copy, question), 70), ""]
        yield "\n".join(lines)


def _typed_pdf(pages: Sequence[str], *, drawn: bool = False) -> bytes:
    document = pymupdf.open()
    for text in pages:
        page = document.new_page(width=595, height=842)
        page.insert_textbox((50, 50, 560, 800), text, fontsize=11, fontname="helv")
        if drawn:
            for radius in (20, 35, 50):
                page.draw_circle((470, 700), radius, color=(0, 0, 0.6), fill=None)
            page.draw_line((400, 770), (540, 640), color=(0.6, 0, 0), width=2)
    data: bytes = document.tobytes(deflate=True)
    document.close()
    return data


def _scanned_pdf(pictures: Iterable[bytes], sheet: str = "a4") -> bytes:
    scanned = pymupdf.open()
    width, height = pymupdf.paper_size(sheet)
    for picture in pictures:
        scanned.new_page(width=width, height=height).insert_image((0, 0, width, height), stream=picture)
    data: bytes = scanned.tobytes()
    scanned.close()
    return data


def _scanned_page(text: str, quality: int, dpi: int = 200, sheet: str = "a4", copy: int | None = None) -> bytes:
    width, height = pymupdf.paper_size(sheet)
    drawing = pymupdf.open()
    page = drawing.new_page(width=width, height=height)
    for line in range(64, int(height) - 40, 24):
        page.draw_line((40, line), (width - 40, line), color=(0.7, 0.8, 0.95), width=0.6)
    page.insert_textbox((50, 50, width - 50, height - 40), text, fontsize=15, fontname="tiit", color=(0.1, 0.1, 0.5))
    for number, (left, right) in enumerate(_CELLS if copy is not None else []):
        if number == 0 or (copy or 0) >> (number - 1) & 1:
            place = (left * width, 0.02 * height, right * width, 0.04 * height)
            page.draw_rect(place, color=None, fill=(0, 0, 0))
    drawn = page.get_pixmap(dpi=dpi)
    picture = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
    drawing.close()
    written = io.BytesIO()
    _with_grain(picture, random.Random(text)).save(written, "JPEG", quality=quality)  # noqa: S311 - nothing secret
    return written.getvalue()


def _with_grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Return the picture with the grain of paper, moved about so that no two pages are equal."""
    if picture.size not in _GRAIN:
        _GRAIN[picture.size] = Image.effect_noise(picture.size, 10).convert("RGB")
    moved = ImageChops.offset(_GRAIN[picture.size], chance.randrange(picture.width), chance.randrange(picture.height))
    return ImageChops.add(picture, moved, offset=-148)  # the noise is about 128; paper is not quite white


_GRAIN: dict[tuple[int, int], Image.Image] = {}


def write_files(folder: Path, documents: Sequence[Json]) -> dict[str, Path]:
    """Write the documents of a request as files, and return their paths by role."""
    paths = {document["role"]: folder / document["name"] for document in documents}
    for document in documents:
        paths[document["role"]].write_bytes(base64.b64decode(document["data"]))
    return paths
