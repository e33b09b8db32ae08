"""Small papers, one layout a file."""

from decimal import Decimal
from pathlib import Path

import pytest

from bareme.documents import FolderStore, open_document
from bareme.domain.printed_scale import find_scales
from bareme.domain.scale import ScaleCandidate
from tests.printed_papers.judging import maxima_of

_CASES = Path(__file__).with_name("cases")


async def read_case(name: str, tmp_path: Path) -> list[ScaleCandidate]:
    store = FolderStore(tmp_path)
    document_id = await store.put((_CASES / f"{name}.pdf").read_bytes())
    return find_scales((await open_document(document_id, store=store)).pages)


@pytest.mark.parametrize(
    ("name", "total", "groups"),
    [
        ("K01d-bold-both", 10, [(3, []), (5, [3, 2]), (2, [])]),
        ("K02a-de-cover-table-transposed", 32, [(7, []), (7, []), (6, []), (12, [])]),
        ("K03-cover-table-question-mark-points", 30, [(13, [6, 7]), (10, []), (7, [])]),
        ("K04-keyword-before-number", 21, [(6, []), (7, []), (8, [])]),
        ("K05-left-margin-bracket", 5, [(2.5, [1, 1.5]), (2.5, [1.5, 1])]),
        ("K07-arithmetic-in-brackets", 21, [(3, []), (2, []), (12, []), (4, [])]),
        ("K08-numbered-instructions-on-cover", 29, [(20, []), (9, [3, 6])]),
        ("K10-scale-list-at-the-end", 12, [(5, [2, 1, 2]), (4, [2, 2]), (3, [])]),
        ("K12-criteria-grid", 40, [(10, []), (10, []), (12, []), (8, [])]),
        ("K13-first-block-without-known-word", 20, [(10, []), (2.5, []), (4, []), (3.5, [])]),
        ("K16-printed-maximum-in-header", 20, [(8, [3, 5]), (12, [1, 11])]),
    ],
)
async def test_the_scale_of_a_layout(name: str, total: int, groups: list[tuple[float, list[float]]], tmp_path) -> None:
    best = (await read_case(name, tmp_path))[0]
    assert best.total == total
    true = tuple((Decimal(str(group)), tuple(Decimal(str(part)) for part in parts)) for group, parts in groups)
    assert maxima_of(best.questions) == true
    assert best.confidence >= 0.7


async def test_a_rule_for_some_questions_gives_no_total(tmp_path) -> None:
    found = await read_case("K15-rule-for-some-questions", tmp_path)
    assert all(candidate.total is None for candidate in found)
