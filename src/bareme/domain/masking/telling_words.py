"""Which words of names are nothing but names in this class, so that they can be covered wherever they stand.

A pupil may be called Rose or Newton. What the exam's papers say, what others write, and what stands somewhere in lower
case may be a word of the subject: it is covered only as a part of the whole name.
"""

from collections.abc import Iterable, Mapping, Sequence

from bareme.domain.identity import fold
from bareme.domain.masking.known_name import WORD, KnownName


def telling_words(
    names: Mapping[str, KnownName], texts: Mapping[str, Sequence[str]], papers: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Return the telling words of each name, by copy id. `texts` are what the copies say, `papers` the teacher's."""
    wanted = frozenset(word for name in names.values() for word in name.content)
    bearers: dict[str, set[str]] = {word: set() for word in wanted}
    for copy_id, name in names.items():
        for word in name.content:
            bearers[word].add(copy_id)
    common = {word for text in papers for word, _ in _words(text, wanted)}
    for copy_id, written in texts.items():
        for text in written:
            common |= {word for word, is_lower in _words(text, wanted) if is_lower or copy_id not in bearers[word]}
    return {copy_id: name.content - common for copy_id, name in names.items()}


def _words(text: str, wanted: frozenset[str]) -> Iterable[tuple[str, bool]]:
    """Yield the wanted words of a text, and whether each is in lower case. Addresses are no text."""
    if not wanted:
        return
    for part in text.split():
        if "@" not in part:
            for match in WORD.finditer(part):
                word = fold(match[0])
                if word in wanted:
                    yield word, match[0][0].islower()
