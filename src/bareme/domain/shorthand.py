"""Parse and format schemes in shorthand: "Q1: 5, Q2: 3, Ex 2.a = 2,5".

An entry consists of a label, ":" or "=", and points with a decimal comma or dot. Entries are separated by commas,
semicolons or newlines. A dot separates a question from its part; a question with parts may state its own printed
maximum ("Ex 2: 5, Ex 2.a: 2, Ex 2.b: 3"). A label that contains a separator is quoted:
`"Partie 1 : automatismes": 6`; a quote inside a quoted label is doubled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bareme.domain.naming import unique_name
from bareme.domain.points import Language, format_points, to_points
from bareme.domain.scheme import ID_LENGTH, GradingScheme, Question
from bareme.errors import InvalidPoints, InvalidShorthand

_SEGMENT = r'(?:"(?:[^"]|"")+"|[^\s".,;:=][^".,;:=\n]*)'
_ENTRY = re.compile(
    rf"\s*(?P<path>{_SEGMENT}(?:[ \t]*\.[ \t]*{_SEGMENT})*)\s*[:=]\s*"
    r"(?P<points>\d+(?:[.,]\d+)?)\s*(?:pts?|points?|p|marks?)?\s*(?:[,;\n]|\Z)"
)
_EXAMPLE = "Q1: 5, Q2: 3, Ex 2.a = 2,5"
_BARE = re.compile(r'[^\s".,;:=](?:[^".,;:=\n]*[^\s".,;:=])?')


@dataclass
class _Node:
    points: Decimal | None = None
    parts: dict[str, "_Node"] = field(default_factory=dict)


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
        InvalidShorthand: the text is empty, an entry cannot be parsed, its points are invalid, or a question is given
            twice.
    """
    root = _Node()
    position, end = 0, len(text.rstrip().rstrip(",;").rstrip())
    while position < end:
        match = _ENTRY.match(text[:end], position)
        if match is None:
            rest = text[position:end].strip()
            raise InvalidShorthand(
                "cannot read {text!r}: write the scheme like {example!r}", text=rest[:60], example=_EXAMPLE
            )
        _insert(root, match["path"], match["points"])
        position = match.end()
    if not root.parts:
        raise InvalidShorthand("the scheme is empty: write it like {example!r}", example=_EXAMPLE)
    return GradingScheme(questions=tuple(_question((label,), node) for label, node in root.parts.items()))


def _insert(root: _Node, path: str, points: str) -> None:
    """Store the points of one entry in the node at its path."""
    labels = _split(path)
    if len(_id(labels)) > ID_LENGTH:
        raise InvalidShorthand(
            "{path!r} is too long: a path has at most {limit} characters", path=path[:60] + "…", limit=ID_LENGTH
        )
    node = root
    for label in labels:
        node = node.parts.setdefault(label, _Node())
    if node.points is not None:
        raise InvalidShorthand("{path!r} is given twice", path=path)
    try:
        node.points = to_points(points)
    except InvalidPoints as error:
        raise InvalidShorthand("{path!r}: {problem}", path=path, problem=error.message) from None


def _question(labels: tuple[str, ...], node: _Node) -> Question:
    parts = tuple(_question((*labels, label), child) for label, child in node.parts.items())
    return Question(id=_id(labels), label=labels[-1], max_points=node.points, parts=parts)


def print_shorthand(scheme: GradingScheme, language: Language = "fr") -> str:
    """Return `scheme` in shorthand, without texts, criteria, coefficients, choices and the printed total.

    Duplicate names are numbered ("Ex 2", "Ex 2 (2)"), because a name identifies a question in shorthand.
    """
    entries: list[str] = []

    def visit(above: tuple[str, ...], questions: Sequence[Question]) -> None:
        taken: set[str] = set()
        for question in questions:
            name = unique_name(question.name, taken)
            taken.add(name)
            path = (*above, name)
            if question.max_points is not None:
                entries.append(f"{_id(path)}: {format_points(question.max_points, language)}")
            visit(path, question.parts)

    visit((), scheme.questions)
    return ", ".join(entries)
