"""On which page of a copy an answer stands, where its text tells."""

from collections.abc import Sequence

from bareme.domain.answer_places.letters import SHORTEST, letters_of
from bareme.domain.attempts import Mark


def page_of(mark: Mark, texts: Sequence[str]) -> int | None:
    """Return the number of the page where the answer to a mark begins, from 1, or None if that cannot be told.

    It is what the grader said, or the only page whose text has its words. `texts` are those of the copy's pages.
    """
    if mark.page is not None:
        return mark.page
    pages = [letters_of(text) for text in texts]
    for words in (*mark.transcription.splitlines(), *mark.evidence):
        wanted = letters_of(words)
        found = [number for number, page in enumerate(pages, start=1) if wanted in page]
        if len(wanted) >= SHORTEST and len(found) == 1:
            return found[0]
    return None
