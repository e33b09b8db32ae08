"""A mark that the reader does not know leaves it unsure of the sum, never sure of a wrong one."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bareme.domain.printed_scale import find_scales
from tests.printed_papers import layouts, schools
from tests.printed_papers.draft import Draft, Kind, write_paper
from tests.printed_papers.languages import LANGUAGES

KINDS = (*layouts.KINDS, *schools.KINDS)
_MARK = re.compile(r"[(\[]\s*(\d{1,3}(?:[.,]\d)?)\s[^\W\d]+\.?\s*[)\]]")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda mark: f"«{mark[1]} Zt»", id="in an unknown unit"),
        pytest.param(lambda _: "(five marks)", id="in words"),
        pytest.param(lambda mark: f"({mark[1]} %)", id="in per cent"),
        pytest.param(lambda mark: f"{mark[0]} {mark[0]}", id="printed twice"),
        pytest.param(lambda mark: f"({mark[1]} ou 2 points)", id="as a choice"),
        pytest.param(lambda mark: f"({mark[1]})", id="without a unit"),
    ],
)
@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
def test_one_strange_mark(kind: Kind, changed: Callable[[re.Match[str]], str]) -> None:
    for language in ("fr", "en", "de", "it") if kind is not layouts.nothing_printed else LANGUAGES:
        sheet, truth = write_paper(kind, language, "strange")
        marked = [index for index, text in enumerate(sheet.texts) if _MARK.search(text.text)]
        if not marked:
            continue
        index = random.Random(language).choice(marked)  # noqa: S311
        text = sheet.texts[index]
        sheet.texts[index] = replace(text, text=_MARK.sub(changed, text.text, count=1))
        wrong = [c for c in find_scales(sheet.as_pages()) if c.total != truth.total and c.confidence >= 0.8]
        assert not wrong, (language, text.text, wrong[0].total)


@pytest.mark.parametrize("block", ["Quizz ({} Zt)", "Test [{}]", "Diktat «{} Krn.»", "Essay: ({} stars)", "Test 1,5"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_block_whose_unit_is_unknown(block: str, language: str) -> None:
    paper = Draft(language, f"plain {block} {language}")
    paper.bold, paper.head_size = False, 11
    paper.title()
    values = paper.values(4, halves=False)
    for number, value in enumerate(values, start=1):
        if number == paper.chance.choice([1, 3, 4]):
            paper.head(block.format(7))
            paper.prose()
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
        paper.tasks()
    paper.head(block.format(7))
    assert not [candidate for candidate in find_scales(paper.sheet.as_pages()) if candidate.confidence >= 0.8]
