"""Write cells into a CSV text: quoted as they were, or where they have to be."""

from collections.abc import Mapping

from bareme.school_files.text_file import Edit
from bareme.tables import LocatedRecord


def cell_edits(text: str, row: LocatedRecord, cells: Mapping[int, str], delimiter: str) -> list[Edit]:
    """Return the edits that put `cells`, by position, into a row. A row that is too short grows at its end."""
    width = len(row.places)
    edits = [
        Edit(place.start, place.end, _source(cells[position], delimiter, is_quoted=text.startswith('"', place.start)))
        for position, place in enumerate(row.places)
        if position in cells
    ]
    beyond = [position for position in cells if position >= width]
    if beyond:
        grown = [_source(cells.get(position, ""), delimiter) for position in range(width, max(beyond) + 1)]
        end = row.places[-1].end
        edits.append(Edit(end, end, "".join(delimiter + source for source in grown)))
    return edits


def _source(content: str, delimiter: str, *, is_quoted: bool = False) -> str:
    needs_quotes = content != content.strip() or any(char in content for char in (delimiter, '"', "\r", "\n"))
    doubled = content.replace('"', '""')
    return f'"{doubled}"' if is_quoted or needs_quotes else content
