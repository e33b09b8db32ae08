"""Receive an uploaded file: the body itself, or the one file of a form."""

from pathlib import PurePosixPath
from typing import Any, Protocol

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from bareme.errors import DocumentRefused, RefusalReason
from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem, problem_of
from bareme.settings import get_settings
from bareme.translation import Message

_LONGEST_NAME = 255


class Receiver(Protocol):
    """What an uploaded file is written to."""

    size: int

    async def write(self, data: bytes) -> None:
        """Add bytes."""


class FileInMemory:
    """An uploaded file that is small enough for memory."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    async def write(self, data: bytes) -> None:
        """Add bytes."""
        self.size += len(data)
        self._parts.append(data)

    @property
    def content(self) -> bytes:
        """The whole file."""
        return b"".join(self._parts)


async def receive_upload(request: Request, file: Receiver, name: str, *, limit: int | None = None) -> str:
    """Write the uploaded file to `file`, and return its name: that in the form, or else `name`.

    `limit` is its size in bytes at most; None: that of the settings.

    Raises:
        Problem: it is too large or empty, or the form cannot be read, or holds no file or several.
    """
    limit = limit or get_settings().max_upload_bytes
    try:
        form = _form_of(request)
        async for chunk in request.stream():
            await file.write(form.take(chunk) if form else chunk)
            if file.size > limit:
                message, setting = f"more than {limit} bytes", "BAREME_MAX_ARCHIVE_BYTES"
                too_large = DocumentRefused(RefusalReason.TOO_LARGE, message, setting)
                raise problem_of(too_large, document=form.name if form else name, limit=limit)
        name = form.ended() if form else name
    except FormParserError:
        raise _unreadable() from None
    if not file.size:
        raise problem_of(DocumentRefused(RefusalReason.EMPTY, "The file is empty"), document=name)
    return name


def _form_of(request: Request) -> "_Form | None":
    media_type, options = parse_options_header(request.headers.get("content-type"))
    if media_type != b"multipart/form-data":
        return None
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise _unreadable()
    return _Form(boundary)


def _unreadable() -> Problem:
    return Problem(422, kinds.INVALID_INPUT, Message("the form cannot be read: send the file as the body instead"))


class _Form:
    """A form with one file (RFC 7578), read as it comes. Its other fields are passed over."""

    def __init__(self, boundary: bytes) -> None:
        self.name = ""
        self._files = 0
        self._in_file = False
        self._is_complete = False
        self._header: dict[str, bytes] = {"name": b"", "value": b""}
        self._data: list[bytes] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": lambda data, start, end: self._add_to_header("name", data[start:end]),
                "on_header_value": lambda data, start, end: self._add_to_header("value", data[start:end]),
                "on_header_end": self._end_header,
                "on_part_data": self._add_data,
                "on_end": self._end,
            },
        )

    def take(self, chunk: bytes) -> bytes:
        """Return what the next bytes of the form hold of the file."""
        self._parser.write(chunk)
        data = b"".join(self._data)
        self._data.clear()
        return data

    def ended(self) -> str:
        """Return the name of the file.

        Raises:
            Problem: the form is cut off, or holds no file or several.
        """
        if not self._is_complete:
            raise _unreadable()
        if self._files != 1:
            raise Problem(422, kinds.INVALID_INPUT, Message("send one file in a form, not {n}", n=self._files))
        return self.name

    def _begin_part(self) -> None:
        self._in_file = False

    def _add_to_header(self, part: str, data: bytes) -> None:
        self._header[part] += data

    def _end_header(self) -> None:
        if self._header["name"].lower() == b"content-disposition":
            _, options = parse_options_header(self._header["value"])
            if b"filename" in options:
                self._in_file = True
                self._files += 1
                self.name = base_name(options[b"filename"].decode("utf-8", "replace"))
        self._header = {"name": b"", "value": b""}

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._data.append(data[start:end])

    def _end(self) -> None:
        self._is_complete = True


def base_name(name: str) -> str:
    """Return a file's name without folders, as some browsers send them."""
    return PurePosixPath(name.replace("\\", "/")).name[-_LONGEST_NAME:]


FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file: as the body, or as the one file of a form.",
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
        },
    }
}
"""How the body of an upload is described."""
