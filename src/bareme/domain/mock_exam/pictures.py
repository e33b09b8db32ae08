"""Pictures that a client sends inside an exam and its answers, as data URLs."""

import base64
import binascii
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from bareme.domain.mock_exam.exam import ExamQuestion
from bareme.domain.mock_exam.free_form import DATA_URL
from bareme.domain.mock_exam.submission import AnswerResponse

MOST_BYTES = 8_000_000
"""Of one picture; a larger one is not shown."""
_LINKED = re.compile(r"https?://\S{1,300}?\.(?:png|jpe?g|webp|gif|svg)\b|<svg\b", re.IGNORECASE)
"""A picture that is not sent with the exam; nothing is fetched for a client."""
_DEEPEST = 6


class PictureOf(StrEnum):
    """What a picture belongs to."""

    QUESTION = "question"
    ANSWER = "answer"


class SentPicture(NamedTuple):
    """A picture as it was sent."""

    question_id: str
    of: PictureOf
    data: bytes
    """Empty if it is too large or cannot be decoded."""


def pictures_of(question: ExamQuestion, response: AnswerResponse | None) -> Iterator[SentPicture]:
    """Yield the pictures of a question, wherever its fields hold one, and then those of the student's drawing."""
    for data in _decoded(question.model_dump()):
        yield SentPicture(question.question_id, PictureOf.QUESTION, data)
    if response is not None and response.drawing_data:
        for data in _decoded(response.drawing_data):
            yield SentPicture(question.question_id, PictureOf.ANSWER, data)


def has_picture(question: ExamQuestion) -> bool:
    """Return whether a question is asked with a picture, sent with it or linked."""
    return any(DATA_URL.search(text) or _LINKED.search(text) for text in _texts(question.model_dump()))


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < _DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth + 1)


def _decoded(value: Any) -> Iterator[bytes]:
    for text in _texts(value):
        for found in DATA_URL.finditer(text) if "data:image/" in text else ():
            yield _bytes_of(found[1])


def _bytes_of(encoded: str) -> bytes:
    """Return the bytes of a picture, none if it is too large or not encoded as it should be."""
    if len(encoded) > MOST_BYTES * 4 // 3:
        return b""
    try:
        return base64.b64decode(encoded)
    except binascii.Error:
        return b""
