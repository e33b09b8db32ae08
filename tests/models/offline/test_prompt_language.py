"""The offline examiner answers in the language that its prompt names, whatever the catalogue."""

from pathlib import Path

import pytest

from bareme.models.offline.prompt_reader import language_of
from bareme.translation import languages, translator
from tests.pseudo_locale import pseudo_locale


@pytest.mark.parametrize("language", languages())
def test_the_language_is_the_one_that_the_prompt_names(language: str) -> None:
    assert language_of(f"Write `feedback` in {translator(language).name}: what is right.") == language


def test_a_third_language_is_found_by_its_name(tmp_path: Path) -> None:
    with pseudo_locale(tmp_path) as language:
        assert language_of(f"Write `feedback` in {translator(language).name}: what is right.") == language
