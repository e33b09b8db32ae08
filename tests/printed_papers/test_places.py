"""The places of questions, found again on invented papers."""

from dataclasses import replace

import pytest

from bareme.domain.copies import Box
from bareme.domain.pages import Page
from bareme.domain.printed_scale import find_place, find_scales
from tests.printed_papers import held_out, layouts, schools, unseen
from tests.printed_papers.draft import Kind, write_paper

KINDS = (*layouts.KINDS, *schools.KINDS)
LATER_KINDS = (*held_out.KINDS, *unseen.KINDS)


def words_within(page: Page, box: Box) -> str:
    lines = [
        line
        for line in page.lines
        if box.x0 * page.width <= line.x0
        and line.x1 <= box.x1 * page.width
        and box.y0 * page.height <= line.y0
        and line.y1 <= box.y1 * page.height
    ]
    return " ".join(" ".join(line.text.split()) for line in sorted(lines, key=lambda line: line.x0))


def placed(kinds: tuple[Kind, ...]) -> tuple[int, int]:
    """Return how many questions of how many were found again, each with just its own words in the frame."""
    found = asked = 0
    for kind in kinds:
        pages = write_paper(kind, "fr", "places")[0].as_pages()
        for candidate in find_scales(pages)[:1]:
            for question in candidate.questions:
                place = find_place(question.detected_from, pages)
                asked += 1
                if place is None:
                    continue
                found += 1
                within = words_within(pages[place.page], place.box)
                quoted = question.detected_from.split('"', 1)[1].removesuffix('"')
                assert " ".join(quoted.split()) in within, kind.__name__
                assert question.detected_from.startswith(f"page {place.page + 1}:"), kind.__name__
    return found, asked


@pytest.mark.parametrize("kinds", [KINDS, LATER_KINDS], ids=["known kinds", "held-out kinds"])
def test_nearly_every_question_is_found_again_and_the_frame_is_around_its_words(kinds: tuple[Kind, ...]) -> None:
    found, asked = placed(kinds)
    assert asked > 0
    assert found >= 0.85 * asked, (found, asked)


def test_words_that_stand_twice_on_a_page_have_no_place() -> None:
    pages = write_paper(KINDS[0], "fr", "twice")[0].as_pages()
    (page, *_) = pages
    line = page.lines[0]
    said = f'page {page.index + 1}: "{line.text}"'
    again = page.model_copy(update={"lines": (*page.lines, replace(line, y0=line.y0 + 300, y1=line.y1 + 300))})
    assert find_place(said, [page]) is not None
    assert find_place(said, [again]) is None
    assert find_place('page 99999: "x"', pages) is None
    assert find_place("somewhere", pages) is None
