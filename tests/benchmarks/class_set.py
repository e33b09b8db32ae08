"""A class set of any size: ten questions, an answer key, and copies of two typed pages, made on the spot."""

import base64
from typing import Any

import pymupdf

QUESTIONS = 10
_WORDS = ["énergie", "cinétique", "masse", "vitesse", "force", "poids", "gravitation", "chaleur", "tension", "courant"]

type Json = dict[str, Any]


def _pdf(pages: list[str]) -> bytes:
    document = pymupdf.open()
    for text in pages:
        page = document.new_page(width=595, height=842)
        page.insert_textbox((50, 50, 545, 800), text, fontsize=11, fontname="helv")
    data: bytes = document.tobytes(deflate=True)
    document.close()
    return data


def _subject() -> str:
    lines = ["Contrôle de physique", "Barème sur 20 points", ""]
    lines += [f"Question {n} (2 points)\nExpliquer le rôle de la grandeur {n}.\n" for n in range(1, QUESTIONS + 1)]
    return "\n".join(lines)


def _answer_key() -> str:
    lines = ["Corrigé", ""]
    for n in range(1, QUESTIONS + 1):
        words = " ".join(_WORDS[(n + i) % len(_WORDS)] for i in range(4))
        lines += [f"Question {n} (2 points)", f"Réponse attendue : {words}", ""]
    return "\n".join(lines)


def _copy(number: int) -> list[str]:
    pages = []
    for half in range(2):
        name = f"{chr(ord('A') + number // 26)}{chr(ord('a') + number % 26)}lain"
        lines = [f"Nom : {name.upper()}   Prénom : Ana", ""] if half == 0 else []
        for n in range(1 + half * QUESTIONS // 2, 1 + (half + 1) * QUESTIONS // 2):
            kept = 1 + (number * 7 + n) % 4
            words = " ".join(_WORDS[(n + i) % len(_WORDS)] for i in range(kept))
            lines += [f"Question {n}", f"La réponse de la copie {number} parle de {words}.", ""]
        pages.append("\n".join(lines))
    return pages


def class_set(copies: int) -> list[Json]:
    """Return the documents of a session over `copies` copies."""
    bundle = [page for number in range(1, copies + 1) for page in _copy(number)]
    files = [("exam_paper", [_subject()]), ("answer_key", [_answer_key()]), ("copies", bundle)]
    return [
        {"role": role, "name": f"{role}.pdf", "data": base64.b64encode(_pdf(pages)).decode()} for role, pages in files
    ]
