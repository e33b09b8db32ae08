"""On which page of a copy an answer stands, where its text tells."""

from collections.abc import Sequence

from bareme.domain.attempts import Mark
from bareme.domain.identity import fold

_SHORTEST = 6
"""Letters and digits of a quotation that can be found: shorter ones stand anywhere."""


def page_of(mark: Mark, texts: Sequence[str]) -> int | None:
    """Return the number of the page where the answer to a mark begins, from 1, or None if that cannot be told.

    It is what the grader said, or the only page whose text has its words. `texts` are those of the copy's pages.
    """
    if mark.page is not None:
        return mark.page
    pages = [_letters(text) for text in texts]
    for words in (*mark.transcription.splitlines(), *mark.evidence):
        wanted = _letters(words)
        found = [number for number, page in enumerate(pages, start=1) if wanted in page]
        if len(wanted) >= _SHORTEST and len(found) == 1:
            return found[0]
    return None


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
