"""Generate ZIP files: as school systems make them, and hostile ones."""

import io
import stat
import struct
import zipfile
from collections.abc import Mapping


def archive(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a ZIP file of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


def bomb(size: int) -> bytes:
    """Return an archive whose one member unfolds to `size` zero bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made,
        made.open("copie.pdf", "w", force_zip64=True) as member,
    ):
        for _ in range(size // 1024**2):
            member.write(bytes(1024**2))
    return buffer.getvalue()


def nested(levels: int, innermost: bytes) -> bytes:
    """Return archives in archives."""
    data = innermost
    for _ in range(levels):
        data = archive({"inner.zip": data})
    return data


def with_link(target: str) -> bytes:
    """Return an archive with a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("copie.pdf")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, target)
    return buffer.getvalue()


def with_raw_name(name: bytes, data: bytes) -> bytes:
    """Return an archive whose member has a name in an encoding that is not declared."""
    placeholder = "x" * len(name)
    made = archive({placeholder: data})
    return made.replace(placeholder.encode(), name)


def claimed_encrypted(data: bytes) -> bytes:
    """Return an archive whose member says that it is encrypted."""
    made = bytearray(archive({"copie.pdf": data}))
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = made.index(signature) + place
        struct.pack_into("<H", made, start, 1)
    return bytes(made)


def smaller_than_it_says(data: bytes, stated: int) -> bytes:
    """Return an archive whose directory states a wrong size for its member."""
    made = bytearray(archive({"copie.pdf": data}, compression=zipfile.ZIP_DEFLATED))
    struct.pack_into("<I", made, made.index(b"PK\1\2") + 24, stated)
    return bytes(made)
