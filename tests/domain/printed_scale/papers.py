"""Small invented papers: one string a page, a row a line.

"# " opens a row in large bold type, "* " one in bold; a tab starts a new line of the text layer in the right margin.
"""

from collections.abc import Iterator

from bareme.domain.pages import Page, PageKind, TextLine
from bareme.domain.printed_scale import find_scales
from bareme.domain.scale import ScaleCandidate


def read(*texts: str) -> ScaleCandidate:
    """Return the first candidate of the paper."""
    return find_scales(paper(*texts))[0]


def shape(candidate: ScaleCandidate) -> dict[str, float | None]:
    """Return the maxima by question id, in order."""
    return {
        question.id: None if question.max_points is None else float(question.max_points)
        for question in candidate.questions
    }


def paper(*texts: str) -> list[Page]:
    """Return the pages."""
    return [
        Page(index=index, width=595, height=842, kind=PageKind.TYPED, lines=tuple(_lines(text)))
        for index, text in enumerate(texts)
    ]


def _lines(text: str) -> Iterator[TextLine]:
    y = 60.0
    for row in text.strip("\n").split("\n"):
        sign, _, rest = row.partition(" ")
        prominent = sign in {"#", "*"}
        size = 18.0 if sign == "#" else 11.0
        y += 1.4 * size
        for column, part in enumerate((rest if prominent else row).split("\t")):
            if part.strip():
                x = 50 + 420 * column
                width = len(part) * size / 2
                yield TextLine(
                    text=part, x0=x, y0=y, x1=min(x + width, 590), y1=y + 1.2 * size, size=size, bold=prominent
                )
