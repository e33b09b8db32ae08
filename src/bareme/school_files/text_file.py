"""A text file that can be changed in places: every other byte stays as it is."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from bareme.errors import InvalidInput
from bareme.tables import decode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Edit:
    """What stands in the place of `text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class TextFile:
    """A text, the byte order mark before it, and its encoding, in which each character stands for itself."""

    mark: bytes
    text: str
    encoding: str

    @classmethod
    def read(cls, data: bytes, encoding: str | None = None) -> "TextFile":
        """Return the text of `data`.

        Raises:
            UncertainEncoding: several encodings are possible.
            InvalidInput: the bytes are no text, or would not be the same once written again.
        """
        decoded = decode(data, encoding)
        name = "utf-16-le" if decoded.encoding == "utf-16" else decoded.encoding
        mark, name = next(
            ((mark, own) for mark, own in _MARKS if data.startswith(mark) and name[:5] == own[:5]), (b"", name)
        )
        file = cls(mark, decoded.text, name)
        if file.edited(()) != data:
            raise InvalidInput("the file cannot be written back as it is: save it as UTF-8")
        return file

    def can_hold(self, text: str) -> bool:
        """Whether the encoding has all characters of a text."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Return the file with its edits, which do not overlap and come in order."""
        parts, position = [], 0
        for edit in edits:
            parts += [self.text[position : edit.start], edit.text]
            position = edit.end
        text = "".join([*parts, self.text[position:]])
        return self.mark + text.encode(self.encoding)
