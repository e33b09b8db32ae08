"""The archive of an .xlsx workbook: its parts, and the same archive with some of them changed."""

import copy
import io
import lzma
import posixpath
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import override
from zipfile import BadZipFile, ZipFile, ZipInfo

from bareme.errors import InvalidInput
from bareme.school_files.workbook.xml_source import RELATIONSHIPS, Reader, Tag, XmlSource, damaged

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_BYTES = 64_000_000  # unpacked; a class list has some kilobytes, its pictures some megabytes
_MOST_XML_BYTES = 16_000_000
_MOST_PARTS = 2_000
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the last word of its kind, such as "worksheet", and the other part's name."""

    kind: str
    part: str


class Package:
    """A workbook's archive.

    Raises:
        InvalidInput: it is damaged, encrypted, too large, or another kind of spreadsheet.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(OLD_OFFICE):
            raise InvalidInput("the file is an .xls workbook or has a password: save it as .xlsx, without a password")
        try:
            self._archive = ZipFile(io.BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError):
            raise damaged() from None
        self._infos = self._archive.infolist()
        names = [info.filename for info in self._infos]
        if "content.xml" in names:
            raise InvalidInput("the file is an OpenDocument sheet (.ods): save it as .xlsx or .csv")
        if len(set(names)) < len(names) or any(info.flag_bits & _ENCRYPTED for info in self._infos):
            raise damaged()
        if sum(info.file_size for info in self._infos) > _MOST_BYTES or len(names) > _MOST_PARTS:
            raise InvalidInput("the spreadsheet is too large for a list: save the list alone")

    @cached_property
    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                if relation.part.endswith(".bin"):
                    raise InvalidInput("the file is an .xlsb workbook: save it as .xlsx")
                return relation.part
        raise InvalidInput("the file is an archive, but not a spreadsheet: unpack it and send the list in it")

    def xml(self, part: str) -> XmlSource:
        """Return a part that is XML."""
        if not (found := next((info for info in self._infos if info.filename == part), None)):
            raise damaged()
        if found.file_size > _MOST_XML_BYTES:
            raise InvalidInput("the spreadsheet is too large for a list: save the list alone")
        return XmlSource(self._content(found))

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Return what a part refers to, by id; for "" what the package does."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if all(info.filename != listed for info in self._infos):
            return {}
        relations = _Relations(folder)
        self.xml(listed).read(relations)
        return relations.found

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """Return the archive with some parts changed. All others have the same bytes, dates and order."""
        out = io.BytesIO()
        with ZipFile(out, "w") as written:
            written.comment = self._archive.comment
            for info in self._infos:
                content = parts[info.filename] if info.filename in parts else self._content(info)
                copied = copy.copy(info)
                written.writestr(copied, content)
                copied.external_attr = info.external_attr  # `writestr` adds the rights of a file where there are none
        return out.getvalue()

    def _content(self, info: ZipInfo) -> bytes:
        try:
            return self._archive.read(info)
        except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError, OSError):
            raise damaged() from None


class _Relations(Reader):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, Relation] = {}
        self._folder = folder

    @override
    def opened(self, path: list[str], tag: Tag) -> None:
        if tag.name != f"{{{RELATIONSHIPS}}}Relationship" or tag.attributes.get("TargetMode") == "External":
            return
        target = tag.attributes.get("Target", "")
        part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(self._folder, target))
        kind = tag.attributes.get("Type", "").rpartition("/")[2]
        self.found[tag.attributes.get("Id", "")] = Relation(kind, part)


def only(relations: Mapping[str, Relation], kind: str) -> Sequence[str]:
    """Return the parts of a kind."""
    return [relation.part for relation in relations.values() if relation.kind == kind]
