"""A student's copy, cut into the answers to its questions."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bareme.domain.segmentation.labels import read_labels
from bareme.domain.segmentation.outline import CopyOutline
from bareme.domain.segmentation.running_heads import is_head
from bareme.domain.segmentation.segments import Segments, segment_copy
from bareme.models.offline.prompt_reader import ExaminationRequest

Reading = Literal["written", "missing", "not_treated", "no_text", "no_label"]

_NOT_DONE = re.compile(
    r"[\s\-–—_./?…]*"
    r"|\(?(?:question )?(?:(?:non|pas) (?:traitée?|faite?)|not (?:done|attempted|answered)|rien|skipped)\)?\.?",
    re.IGNORECASE,
)
_WORDS_OF_AN_ANSWER = 8
"""A text without a label and with fewer words is a header, not an answer."""


@dataclass(frozen=True)
class Answer:
    """The answer to one question."""

    reading: Reading
    text: str = ""


def read_answers(request: ExaminationRequest) -> dict[str, Answer]:
    """Return the answer to each question that is to be marked."""
    if request.answers:
        return {leaf: _typed(request.answers.get(leaf)) for leaf in request.wanted}
    if not any(page.strip() for page in request.pages):
        # A copy without pages is blank; pages without text are pictures.
        reading: Reading = "no_text" if request.pages else "not_treated"
        return dict.fromkeys(request.wanted, Answer(reading))
    segments, outline = segment_copy(_body(request.pages), request.scheme)
    return _placed(request, segments, outline)


def _typed(text: str | None) -> Answer:
    if text is None:
        return Answer("not_treated")
    return Answer("written", text.strip()) if not _NOT_DONE.fullmatch(text.strip()) else Answer("missing")


def _body(pages: Sequence[str]) -> list[str]:
    """Return the copy's lines without the running heads of later pages."""
    lines: list[str] = []
    names: set[str] = set()
    for number, page in enumerate(pages):
        own = [line for line in page.splitlines() if line.strip()]
        if number == 0:
            names = {word.casefold() for line in _header(own) for word in re.findall(r"[^\W\d_]{2,}", line)}
        elif own and _is_running_head(own[0], names):
            own = own[1:]
        lines += own
    return lines


def _header(lines: Sequence[str]) -> list[str]:
    """Return the lines above the first label, at most four: name, class, date."""
    header = itertools.takewhile(lambda line: next(read_labels(line), None) is None, lines)
    return list(itertools.islice(header, 4))


def _is_running_head(line: str, names: set[str]) -> bool:
    if next(read_labels(line), None) is not None:
        return False
    words = re.findall(r"[^\W\d_]{2,}", line.casefold())
    return is_head(line) or (0 < len(words) <= 5 and all(word in names for word in words))


def _placed(request: ExaminationRequest, segments: Segments, outline: CopyOutline) -> dict[str, Answer]:
    all_leaves = list(outline.leaves.values())
    if not segments.answers and not segments.headings:
        return _unlabelled(request, segments, all_leaves)
    unplaced = _unplaced_leaves(segments, outline)
    blank_groups = {
        leaf
        for path, text in segments.headings.items()
        if not text and not any(leaf in segments.answers for leaf in outline.below(path))
        for leaf in outline.below(path)
    }
    unread_page = any(not page.strip() for page in request.pages)
    placed: dict[str, Answer] = {}
    for leaf in request.wanted:
        text = segments.answers.get(leaf)
        if text is not None:
            placed[leaf] = _typed(text)
        elif unread_page:
            placed[leaf] = Answer("no_text")
        elif leaf in unplaced:
            placed[leaf] = Answer("no_label", unplaced[leaf])
        else:
            placed[leaf] = Answer("missing" if leaf in blank_groups else "not_treated")
    return placed


def _unplaced_leaves(segments: Segments, outline: CopyOutline) -> dict[str, str]:
    """Return the text under a group's heading for the questions of the group that have no answer."""
    return {
        leaf: text
        for path, text in segments.headings.items()
        if len(re.findall(r"\w{2,}", text)) >= _WORDS_OF_AN_ANSWER
        for leaf in outline.below(path)
        if leaf not in segments.answers
    }


def _unlabelled(request: ExaminationRequest, segments: Segments, leaves: list[str]) -> dict[str, Answer]:
    text = "\n".join(segments.before)
    wordy = len(re.findall(r"\w{2,}", text)) >= _WORDS_OF_AN_ANSWER
    unread_page = any(not page.strip() for page in request.pages)
    if len(leaves) == 1 and text.strip():
        return {leaf: Answer("written", text) for leaf in request.wanted}
    reading: Reading = "no_text" if unread_page else "no_label" if wordy else "not_treated"
    return {leaf: Answer(reading, text if wordy else "") for leaf in request.wanted}
