"""The letters and digits of lines in one row, so that words are found across line ends, accents and signs."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from bareme.domain.identity import fold

SHORTEST = 6
"""Letters and digits of a quotation that can be found: shorter ones stand anywhere."""


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, in lower case and without accents."""
    return "".join(char for char in fold(text) if char.isalnum())


class LetterRow:
    """The letters of lines, and which line each belongs to."""

    def __init__(self, lines: Sequence[str]) -> None:
        letters = [letters_of(line) for line in lines]
        self._text = "".join(letters)
        self._ends = list(accumulate(map(len, letters)))

    def find(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield the first and the last line of each place where the words stand; none for too few letters."""
        wanted = letters_of(words)
        if len(wanted) < SHORTEST:
            return
        at = self._text.find(wanted)
        while at >= 0:
            yield self._line(at), self._line(at + len(wanted) - 1)
            at = self._text.find(wanted, at + 1)

    def _line(self, place: int) -> int:
        return bisect_right(self._ends, place)
