"""The place of every answer of a copy: by the box that a grader gave, by words quoted of it, by its label, or its page.

Text of a file is exact, so a quotation that stands in it once is believed before a box elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bareme.domain.answer_places.letters import LetterRow, letters_of
from bareme.domain.copies import Box
from bareme.domain.segmentation import segment_copy
from bareme.domain.segmentation.outline import LabelledQuestion
from bareme.domain.segmentation.running_heads import is_head

_TELLING = 16
"""Letters of a quotation that outweighs a label or a box: shorter ones may be the words of another answer."""
_BOX_IS_OFF = 0.04
"""How far a box may be off, as a share of the page's height."""


class FoundBy(StrEnum):
    """What tells where an answer stands."""

    BOX = "box"  # a grader said where
    EVIDENCE = "evidence"  # words quoted of it stand in the text of the file
    LABEL = "label"  # the question's label does
    RECOGNITION = "recognition"  # the same, in text that was recognised on the picture of a page
    PAGE = "page"  # only the page is known
    NOTHING = "nothing"


@dataclass(frozen=True)
class PageLine:
    """A line of a page, with its place as a share of the page as it is shown."""

    page: int
    """From 0, within the copy."""
    text: str
    top: float
    bottom: float
    is_recognised: bool = False
    """Whether it was recognised on a picture, and may be misread."""


@dataclass(frozen=True)
class Clues:
    """What is known of one answer."""

    quotations: tuple[str, ...] = ()
    """Words of the student, the most telling first."""
    page: int | None = None
    """From 0, as a grader said."""
    box: Box | None = None
    """On that page, as a grader said."""


@dataclass(frozen=True)
class Place:
    """Where an answer stands."""

    found_by: FoundBy = FoundBy.NOTHING
    page: int | None = None
    """From 0, within the copy."""
    top: float | None = None
    """A share of the page's height; None if only the page is known."""
    bottom: float | None = None


def place_answers(
    questions: tuple[LabelledQuestion, ...], clues: Mapping[str, Clues], lines: Sequence[PageLine], page_count: int
) -> dict[str, Place]:
    """Return the place of the answer to each question that there are clues for, in the order of `clues`.

    Args:
        questions: The scheme's.
        clues: By the id of a leaf, in the scheme's order.
        lines: The text of the copy's pages in reading order, as far as there is any.
        page_count: How many pages the copy has.
    """
    body = [line for line in lines if not is_head(line.text)]
    row = LetterRow([line.text for line in body])
    spans = segment_copy([line.text for line in body], questions)[0].spans
    found: dict[str, Place] = {}
    for question_id, clue in clues.items():
        known = clue if clue.page is None or clue.page < page_count else Clues(clue.quotations)
        by_text = _by_text(known, row, body, spans.get(question_id))
        found[question_id] = _by_box(known, by_text) or (by_text[0] if by_text else Place())
    return _by_page(found, clues, page_count)


def _by_box(clue: Clues, by_text: tuple[Place, bool] | None) -> Place | None:
    """Return the place that a grader gave, unless the file's text says that it cannot be right."""
    if clue.box is None or clue.page is None:
        return None
    if by_text is not None:
        place, is_sure = by_text
        assert place.top is not None and place.bottom is not None  # noqa: S101, PT018 - lines have a place
        apart = place.top > clue.box.y1 + _BOX_IS_OFF or place.bottom < clue.box.y0 - _BOX_IS_OFF
        if is_sure and (place.page != clue.page or apart):
            return None
    return Place(FoundBy.BOX, clue.page, clue.box.y0, clue.box.y1)


def _by_text(
    clue: Clues, row: LetterRow, lines: Sequence[PageLine], labelled: tuple[int, int] | None
) -> tuple[Place, bool] | None:
    """Return the place of the first quotation that stands in one place, else of the label, and whether it is sure."""
    for words in clue.quotations:
        is_telling = len(letters_of(words)) >= _TELLING
        found = list(row.find(words))
        behind = [span for span in found if labelled is not None and labelled[0] <= span[0] <= labelled[1]]
        if len(behind) == 1 or (len(found) == 1 and (labelled is None or is_telling)):
            place = _place(lines, *(behind or found)[0], FoundBy.EVIDENCE)
            return place, is_telling and place.found_by is FoundBy.EVIDENCE
    return None if labelled is None else (_place(lines, *labelled, FoundBy.LABEL), False)


def _place(lines: Sequence[PageLine], first: int, last: int, found_by: FoundBy) -> Place:
    """Return the place of lines, as far as they are on the page on which they begin."""
    own = [line for line in lines[first : last + 1] if line.page == lines[first].page]
    if any(line.is_recognised for line in own):
        found_by = FoundBy.RECOGNITION
    return Place(found_by, own[0].page, min(line.top for line in own), max(line.bottom for line in own))


def _by_page(found: Mapping[str, Place], clues: Mapping[str, Clues], page_count: int) -> dict[str, Place]:
    """Return the places with those known by the page alone: as a grader said, or between neighbours on one page."""
    pages = {i: place.page if place.page is not None else clues[i].page for i, place in found.items()}
    known = {i: page for i, page in pages.items() if page is not None and page < page_count}
    ids = list(found)
    placed = dict(found)
    for place, question_id in enumerate(ids):
        if found[question_id].page is None:
            page = known.get(question_id, _between(ids, place, known, page_count))
            placed[question_id] = Place() if page is None else Place(FoundBy.PAGE, page)
    return placed


def _between(ids: Sequence[str], place: int, known: Mapping[str, int], page_count: int) -> int | None:
    """Return the page of a copy of one page, or that of the answers before and after, if they are on the same."""
    if page_count == 1:
        return 0
    before = next((known[i] for i in reversed(ids[:place]) if i in known), None)
    after = next((known[i] for i in ids[place + 1 :] if i in known), None)
    return before if before == after else None
