"""Cutting a text into answers by its question labels: a student's copy or an answer key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bareme.domain.segmentation.labels import AnswerLabel, read_labels
from bareme.domain.segmentation.outline import CopyOutline, LabelledQuestion, Path, outline_of

# "Section B", "Partie 2 : chimie" without such a group in the scheme: a heading, not part of an answer.
_HEADING = re.compile(r"\s*(?:section|partie|part)\s+(?:[A-Z]|\d|[IVX]+)\b[^=]{0,60}", re.IGNORECASE)
# On one line: "a) 5 W    b) 18 Wh".
_INLINE = re.compile(r"(?:(?<!\s)\s{2,}|\t|;\s)(?=\(?[a-z0-9]{1,2}\s?\))")


@dataclass
class Segments:
    """The text under each label."""

    answers: dict[str, str] = field(default_factory=dict)
    """By leaf id; "" if nothing follows the label."""
    headings: dict[Path, str] = field(default_factory=dict)
    """Text under the heading of a group, before its parts, by the group's path."""
    before: list[str] = field(default_factory=list)
    """The lines before the first label."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The first and the last line of each answer, from 0, by leaf id; from its label on."""


@dataclass
class _Reader:
    outline: CopyOutline
    result: Segments = field(default_factory=Segments)
    path: Path = ()
    leaf: str | None = None
    started: bool = False
    number: int = 0
    """Of the line that is read."""
    lines: dict[str, list[str]] = field(default_factory=dict)
    under: dict[Path, list[str]] = field(default_factory=dict)

    def read(self, line: str) -> None:
        found = self._label(line)
        if found is not None:
            label, path = found
            self._open(path)
            # The rest of the line of a group's heading is its title, unless it is a part's label.
            if self.leaf is None:
                if self._label(label.rest) is not None:
                    self.read(label.rest)
                return
            line = label.rest
            nested = self._label(line, below=path)
            if nested is not None:
                self.read(line)
                return
        elif self.started and _HEADING.fullmatch(line):
            self.leaf = None
            return
        self._keep(line)

    def _keep(self, line: str) -> None:
        if not line.strip():
            return
        if not self.started:
            self.result.before.append(line)
        elif self.leaf is not None:
            first, *others = _INLINE.split(line)
            self.lines[self.leaf].append(first)
            self._extend()
            for other in others:
                self.read(other)
        else:
            self.under.setdefault(self.path, []).append(line)

    def _open(self, path: Path) -> None:
        self.started = True
        self.path = path
        self.leaf = self.outline.leaves.get(path)
        if self.leaf is not None:
            self.lines.setdefault(self.leaf, [])
            self._extend()
        else:
            self.under.setdefault(path, [])

    def _extend(self) -> None:
        """Let the answer reach to this line, unless it began elsewhere and this is a second part of it."""
        if self.leaf is not None:
            first, last = self.result.spans.get(self.leaf, (self.number, self.number))
            if self.number <= last + 1:
                self.result.spans[self.leaf] = first, self.number

    def _label(self, line: str, *, below: Path | None = None) -> tuple[AnswerLabel, Path] | None:
        visited = set(self.lines)
        for label in read_labels(line):
            path = self.outline.find(label, self.path, visited)
            if path is None or (below is not None and path[: len(below)] != below):
                continue
            # "1. water  2. coal" inside an answer: a bare number of a question already answered is not a label.
            fresh = any(leaf not in visited for leaf in self.outline.below(path))
            if fresh or label.word:
                return label, path
        title = self.outline.titles.get(line.strip(" :.-–").casefold())
        return (AnswerLabel(steps=title, rest=""), title) if title is not None else None

    def finish(self) -> Segments:
        self.result.answers = {leaf: "\n".join(lines).strip() for leaf, lines in self.lines.items()}
        self.result.headings = {path: "\n".join(lines).strip() for path, lines in self.under.items()}
        return self.result


def segment(lines: Sequence[str], outline: CopyOutline) -> Segments:
    """Return the text of `lines` under each of the outline's labels, which may be in any order."""
    reader = _Reader(outline)
    for number, line in enumerate(lines):
        reader.number = number
        reader.read(line)
    return reader.finish()


def segment_copy(lines: Sequence[str], questions: tuple[LabelledQuestion, ...]) -> tuple[Segments, CopyOutline]:
    """Return the answers of a copy, and the outline by which they were found.

    "A)" is an option, not question "a", unless the labels cannot be read otherwise.
    """
    outline = outline_of(questions)
    segments = segment(lines, outline)
    if not any(len(path) > 1 for path, leaf in outline.leaves.items() if leaf in segments.answers):
        folded = outline_of(questions, fold=True)
        again = segment(lines, folded)
        if len(again.answers) > len(segments.answers):
            return again, folded
    return segments, outline
