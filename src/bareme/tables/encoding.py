"""Find the encoding of a text, and say when it cannot be told."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from bareme.errors import InvalidInput, UncertainEncoding

ENCODINGS = ("utf-8", "utf-16", "cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250")
"""The encodings that a caller may name."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ALTERNATIVES = ("mac_roman", "cp850", "iso8859_15", "cp1250")
_PUNCTUATION = set("’‘“”«»°º–—…€ª·№\xa0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class DecodedText:
    """A text without its byte order mark, and its encoding."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str | None = None) -> DecodedText:
    """Return the text of `data`, in `encoding` or in the one that can be told from the bytes.

    UTF-8 and UTF-16 are recognised, with or without a byte order mark. Of the encodings with one byte a character,
    Windows-1252 is taken if its letters make sense and those of Mac Roman do not.

    Raises:
        UncertainEncoding: several encodings are possible.
        InvalidInput: the bytes are no text, or not in `encoding`.
    """
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise InvalidInput("the file is not a text in {encoding}", encoding=encoding) from None
    # A stray control character may stand in a text; binary files are full of them.
    if "\x00" in text or len(_CONTROL.findall(text)) * 50 > len(text):
        raise InvalidInput("the file is not a text")
    return DecodedText(text, "utf-8" if encoding == "utf-8-sig" else encoding)


def _unmarked(data: bytes) -> str:
    if b"\x00" in data:
        return _unmarked_utf16(data)
    try:
        data.decode()
    except UnicodeDecodeError:
        return _single_byte(data)
    return "utf-8"


def _unmarked_utf16(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: in Latin text nearly every second byte is 0."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > len(data) / 3 and min(even, odd) <= len(data) / 50:
        return "utf-16-be" if even > odd else "utf-16-le"
    raise InvalidInput("the file is not a text")


def _single_byte(data: bytes) -> str:
    usual, mac = _reading(data, "cp1252"), _reading(data, "mac_roman")
    if _makes_sense(usual) and not _makes_sense(mac):
        return "cp1252"
    if _makes_sense(usual):
        readings = [usual, mac]
    else:
        alternatives = [_reading(data, encoding) for encoding in _ALTERNATIVES]
        sensible = [reading for reading in alternatives if _makes_sense(reading)]
        readings = [*sensible, usual, *alternatives][:2]
    raise UncertainEncoding(tuple((reading.encoding, reading.text) for reading in readings))


def _reading(data: bytes, encoding: str) -> DecodedText:
    return DecodedText(data.decode(encoding, errors="replace"), encoding)


def _makes_sense(reading: DecodedText) -> bool:
    """Whether every character beyond ASCII is a letter in a likely place, or usual punctuation."""
    return all(_likely(before, char) for before, char in pairwise(" " + reading.text) if not char.isascii())


def _likely(before: str, char: str) -> bool:
    if char in _PUNCTUATION:
        return True
    # A capital in the middle of a small word ("PrŽnom") and a letter on its own ("ƒ") come from a wrong encoding.
    is_accented = char in "ŒœßÆæØøŁłĐđı" or len(unicodedata.normalize("NFD", char)) > 1
    return char.isalpha() and is_accented and not (char.isupper() and before.islower())
