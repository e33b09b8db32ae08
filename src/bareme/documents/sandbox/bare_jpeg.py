"""Hand on a JPEG as it is, without what a camera or a program wrote into it: where, when and by whom it was made.

The markers are those of ITU-T T.81, table B.1.
"""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_COMMENT = 0xFE
_APPLICATIONS = range(0xE0, 0xF0)
_JFIF, _ICC, _ADOBE = 0xE0, 0xE2, 0xEE


def bare_jpeg(data: bytes) -> bytes | None:
    """Return the JPEG without comments and metadata, pixel for pixel; None if something follows the picture.

    What tells how its colours are to be read stays.
    """
    kept, place = [_START], len(_START)
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker == _SCAN:
            # In a scan, 0xFF is followed by 0, so the first end is the picture's.
            end = data.find(_END, place) + len(_END)
            is_whole = end >= len(_END) and not data[end:].strip(b"\0")
            return b"".join([*kept, data[place:end]]) if is_whole else None
        segment = data[place : place + 2 + length]
        if _is_needed(marker, segment):
            kept.append(segment)
        place += 2 + length
    return None


def _is_needed(marker: int, segment: bytes) -> bool:
    if marker in _APPLICATIONS:
        return marker in {_JFIF, _ADOBE} or (marker == _ICC and segment[4:].startswith(b"ICC_PROFILE"))
    return marker != _COMMENT
