"""Parse and format schemes in shorthand: "Q1: 5, Q2: 3, Ex 2.a = 2,5".

An entry consists of a label, ":" or "=", and points with a decimal comma or dot. Entries are separated by commas,
semicolons or newlines. A dot separates a question from its part; a question with parts may state its own printed
maximum ("Ex 2: 5, Ex 2.a: 2, Ex 2.b: 3"). A label that contains a separator is quoted:
`"Partie 1 : automatismes": 6`; a quote inside a quoted label is doubled. A question that is named again is another one
of the same name, and is numbered: "Ex 2", "Ex 2 (2)".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from bareme.domain.limits import ID_LENGTH, MOST_QUESTIONS, SHORTHAND_LENGTH
from bareme.domain.naming import unique_name
from bareme.domain.points import Language, format_points, to_points
from bareme.domain.scheme import GradingScheme, Question
from bareme.errors import InvalidPoints, InvalidShorthand
from bareme.validation import explain_faults

# Possessive, so that a long entry that cannot be read is refused in linear time.
_SEGMENT = r'(?:"(?:[^"]|"")++"|[^\s".,;:=][^".,;:=\n]*+)'
_ENTRY = re.compile(
    rf"\s*(?P<path>{_SEGMENT}(?:[ \t]*+\.[ \t]*+{_SEGMENT})*+)\s*+[:=]\s*+"
    r"(?P<points>\d++(?:[.,]\d++)?)[^\S\n]*+(?:pts?|points?|p|marks?)?[^\S\n]*+(?:[,;\n]|\Z)"
)
Shorthand = Annotated[str, StringConstraints(max_length=SHORTHAND_LENGTH)]
"""A scheme in shorthand, as clients send it."""

_EXAMPLE = "Q1: 5, Q2: 3, Ex 2.a = 2,5"
_BARE = re.compile(r'[^\s".,;:=](?:[^".,;:=\n]*[^\s".,;:=])?')


@dataclass
class _Node:
    label: str = ""
    points: Decimal | None = None
    parts: dict[str, "_Node"] = field(default_factory=dict)
    """By numbered name."""
    latest: dict[str, str] = field(default_factory=dict)
    """The numbered name of the last part with each label."""

    def part(self, label: str) -> "_Node":
        """Return the last part with this label, or a new one."""
        return self.parts[self.latest[label]] if label in self.latest else self.add(label)

    def add(self, label: str) -> "_Node":
        """Return a new part with this label, numbered if there is one already."""
        name = self.latest[label] = unique_name(label, self.parts)
        return self.parts.setdefault(name, _Node(label))


def _split(path: str) -> list[str]:
    segments = re.findall(_SEGMENT, path)
    return [s[1:-1].replace('""', '"') if s.startswith('"') else s.strip() for s in segments]


def _quote(label: str) -> str:
    return label if _BARE.fullmatch(label) else '"' + label.replace('"', '""') + '"'


def _id(labels: Sequence[str]) -> str:
    return ".".join(_quote(label) for label in labels)


def parse_shorthand(text: str) -> GradingScheme:
    """Return the scheme that `text` describes. Question ids are the paths of labels ("Ex 2.a").

    Raises:
        InvalidShorthand: the text is empty, an entry cannot be parsed, or its points are invalid.
    """
    root = _Node()
    position, end = 0, len(text.rstrip().rstrip(",;").rstrip())
    entries = 0
    while position < end:
        entries += 1
        if entries > MOST_QUESTIONS:
            raise InvalidShorthand("a scheme has {n} questions at most, groups included", n=MOST_QUESTIONS)
        match = _ENTRY.match(text, position, end)
        if match is None:
            rest = text[position:end].strip()
            raise InvalidShorthand(
                "cannot read {text!r}: write the scheme like {example!r}", text=rest[:60], example=_EXAMPLE
            )
        _insert(root, match["path"], match["points"])
        position = match.end()
    if not root.parts:
        raise InvalidShorthand("the scheme is empty: write it like {example!r}", example=_EXAMPLE)
    try:
        return GradingScheme(questions=tuple(_question((name,), node) for name, node in root.parts.items()))
    except ValidationError as error:
        raise InvalidShorthand(explain_faults(error)) from None


def _insert(root: _Node, path: str, points: str) -> None:
    """Store the points of one entry in the node at its path."""
    labels = _split(path)
    if len(_id(labels)) > ID_LENGTH:
        raise InvalidShorthand(
            "{path!r} is too long: a path has at most {limit} characters", path=path[:60] + "…", limit=ID_LENGTH
        )
    *above, last = labels
    parent = root
    for label in above:
        parent = parent.part(label)
    node = parent.part(last)
    if node.points is not None:
        node = parent.add(last)
    try:
        node.points = to_points(points)
    except InvalidPoints as error:
        raise InvalidShorthand("{path!r}: {problem}", path=path, problem=error.message) from None


def _question(path: tuple[str, ...], node: _Node) -> Question:
    parts = tuple(_question((*path, name), part) for name, part in node.parts.items())
    return Question(id=_id(path), label=node.label, max_points=node.points, parts=parts)


def print_shorthand(scheme: GradingScheme, language: Language = "fr") -> str:
    """Return `scheme` in shorthand, without texts, criteria, coefficients, choices and the printed total."""
    return ", ".join(
        f"{_id(path)}: {format_points(question.max_points, language)}"
        for path, question in shorthand_paths(scheme)
        if question.max_points is not None
    )


def shorthand_paths(scheme: GradingScheme) -> Iterator[tuple[tuple[str, ...], Question]]:
    """Yield every question, parents first, with the path of names that identifies it in shorthand.

    Questions of one name are numbered ("Ex 2", "Ex 2 (2)").
    """

    def visit(above: tuple[str, ...], questions: Sequence[Question]) -> Iterator[tuple[tuple[str, ...], Question]]:
        taken: set[str] = set()
        for question in questions:
            name = unique_name(question.name, taken)
            taken.add(name)
            yield (*above, name), question
            yield from visit((*above, name), question.parts)

    return visit((), scheme.questions)
