"""What a reader cannot see is no part of a page's text, however it is hidden. All that can be seen is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from bareme.documents import FolderStore, open_document
from bareme.domain.injection import contains_injection
from bareme.domain.pages import Document, Page, PageKind
from tests.documents.hidden_text.held_out import HELD_OUT, SECOND
from tests.documents.hidden_text.legitimate import LEGITIMATE
from tests.documents.hidden_text.variants import ANSWER, CLAIM, VARIANTS
from tests.provider.obedient import gives_order

type Open = Callable[..., Awaitable[Document]]

FIXTURES = Path(__file__).parents[2] / "fixtures"
NEVER_READ = {"layer_that_is_off", "annotation_that_is_not_shown"}
"""What MuPDF does not even read: there is nothing to flag."""
ANSWER_NOT_READ = {"each_letter_under_another", "the_answer_means_the_claim", "white_on_a_scan"}
"""There is no answer, or it is seen in the picture alone."""
PILED_UP = {"thirty_lines_at_one_place"}
"""Black on black: the page shows letters that nobody can read, so it is flagged."""
HARD_TO_SEE = {
    *("grey_on_loud_noise", "twelve_percent_grey", "four_and_a_half_points", "white_copy_on_top_of_the_same_words")
}
"""What a reader may see or not: it stays, and is flagged."""


async def pages_of(opened: Open, files: Mapping[str, Callable[[], bytes]]) -> dict[str, Page]:
    documents = await asyncio.gather(*(opened(make()) for make in files.values()))
    return {name: document.pages[0] for name, document in zip(files, documents, strict=True)}


def is_flagged(page: Page) -> bool:
    return bool(page.hidden_text or page.faint_text or not page.text_verified)


@pytest.mark.parametrize("files", [VARIANTS, HELD_OUT, SECOND], ids=["variants", "held_out", "second"])
async def test_c_a_claim_that_nobody_sees_is_not_read_and_is_flagged(
    opened: Open, files: dict[str, Callable[[], bytes]]
) -> None:
    assert gives_order(CLAIM)
    assert not contains_injection(CLAIM)  # nothing but its place gives it away
    pages = await pages_of(opened, files)
    assert {name for name, page in pages.items() if gives_order(" ".join(page.text.split()))} <= PILED_UP | HARD_TO_SEE
    assert {name for name, page in pages.items() if not is_flagged(page)} <= NEVER_READ
    assert {name for name, page in pages.items() if ANSWER not in page.text} <= ANSWER_NOT_READ | {
        # Cut up by the claim's words, or set on a page of other letters.
        "white_words_between_the_answers",
        "outside_the_crop_box",
        # Both begin with the same word, of which either is kept.
        "white_over_words_on_a_turned_page",
    }
    assert all(page.text_verified for page in pages.values())


async def test_c_text_that_can_be_read_is_not_accused(opened: Open) -> None:
    pages = await pages_of(opened, LEGITIMATE)
    assert {name: page.hidden_text + page.faint_text for name, page in pages.items() if is_flagged(page)} == {}
    assert {name for name, page in pages.items() if ANSWER not in page.text.replace("\n", " ")} <= {
        # Other words stand on the same line.
        *("answer_on_a_dotted_line", "crossed_out", "printed_twice_to_be_bold", "pale_watermark_behind_the_text"),
        "watermark_in_front_of_the_text",
    }


async def test_c_a_letter_that_shows_another_leaves_its_page_to_the_picture(opened: Open) -> None:
    page = (await pages_of(opened, {"lies": VARIANTS["letters_that_mean_others"]}))["lies"]
    assert page.text == ANSWER
    assert page.needs_picture


@pytest.mark.parametrize("folder", ["exam-pdfs", "scans"])
async def test_c_no_real_paper_or_scan_is_accused(store: FolderStore, shared_data: Path, folder: str) -> None:
    files = sorted((shared_data / folder).rglob("*.pdf"))
    ids = [await store.put(path.read_bytes()) for path in files]
    documents = await asyncio.gather(*(open_document(document_id, store=store) for document_id in ids))
    accused = {
        f"{path.parent.name}/{path.name} {page.index}": page.hidden_text or page.faint_text
        for path, document in zip(files, documents, strict=True)
        for page in document.pages
        if is_flagged(page)
    }
    assert accused == {}
    assert any(page.kind is not PageKind.SCAN for document in documents for page in document.pages)


async def test_c_no_class_set_is_accused(store: FolderStore) -> None:
    for path in sorted(FIXTURES.rglob("*.pdf")):
        document = await open_document(await store.put(path.read_bytes()), store=store)
        assert [page.index for page in document.pages if is_flagged(page)] == [], path.name
