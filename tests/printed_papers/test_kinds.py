"""A fixed sample of the invented papers; `make bench-scale` reads more of them."""

import pytest

from bareme.documents import FolderStore, open_document
from bareme.domain.printed_scale import find_scales
from tests.printed_papers import held_out, layouts, schools, unseen
from tests.printed_papers.draft import Kind, write_paper
from tests.printed_papers.judging import judge
from tests.printed_papers.languages import LANGUAGES

KINDS = (*layouts.KINDS, *schools.KINDS)
LATER_KINDS = (*held_out.KINDS, *unseen.KINDS)


def _names(kinds: tuple[Kind, ...]) -> list[str]:
    return [kind.__name__ for kind in kinds]


@pytest.mark.parametrize("kind", KINDS, ids=_names(KINDS))
def test_a_paper_of_each_language_is_read_and_no_sure_reading_is_wrong(kind: Kind) -> None:
    verdicts = []
    for language in LANGUAGES:
        sheet, truth = write_paper(kind, language, "sample")
        verdicts.append((language, judge(kind.__name__, find_scales(sheet.as_pages()), truth), truth))
    assert [language for language, verdict, _ in verdicts if verdict.sure and not verdict.right] == []
    assert [language for language, verdict, _ in verdicts if verdict.invented] == []
    misread = [language for language, verdict, truth in verdicts if not verdict.right and not truth.contradictory]
    assert len(misread) <= 1, misread


@pytest.mark.parametrize("kind", LATER_KINDS, ids=_names(LATER_KINDS))
def test_no_sure_reading_of_a_later_kind_is_wrong(kind: Kind) -> None:
    for language in LANGUAGES:
        sheet, truth = write_paper(kind, language, "sample")
        verdict = judge(kind.__name__, find_scales(sheet.as_pages()), truth)
        assert verdict.right or not verdict.sure, language
        assert not verdict.invented, language


@pytest.mark.parametrize("kind", layouts.KINDS, ids=_names(layouts.KINDS))
async def test_a_pdf_is_read_as_its_text(kind: Kind, tmp_path) -> None:
    sheet, truth = write_paper(kind, "en", "pdf")
    store = FolderStore(tmp_path)
    document = await open_document(await store.put(sheet.as_pdf()), store=store)
    from_pdf, from_text = (
        judge(kind.__name__, find_scales(pages), truth) for pages in (document.pages, sheet.as_pages())
    )
    assert from_pdf == from_text


def test_two_scales_that_disagree_are_two_candidates() -> None:
    kind = next(kind for kind in KINDS if kind.__name__ == "cover_contradicts_headings")
    sheet, truth = write_paper(kind, "fr", "sample")
    found = find_scales(sheet.as_pages())
    assert truth.total in {candidate.total for candidate in found}
    assert len({candidate.total for candidate in found}) == 2
    assert all(candidate.confidence < 0.5 for candidate in found)
    assert all(any(text.startswith("table_not_sum") for text in candidate.warnings) for candidate in found)
