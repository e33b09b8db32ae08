"""Copies of which it is known where each answer stands: labels as students write them, answers of every length.

`LABELS` are the styles that the rules were written with; `HELD_OUT` are others, in which they are measured too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from bareme.domain.answer_places import PageLine
from bareme.domain.scheme import Question

_TEXT = (
    "vitesse moyenne cycliste route distance freinage tension courant lampe puissance énergie cellule chlorophylle "
    "réaction produit masse volume densité triangle hypoténuse rectangle fonction dérivée pente origine somme produit "
    "because water power railway market trade coal steam factory canal bridge plant light oxygen carbon metal spoon"
)
_WORDS = _TEXT.split()
_LINES_A_PAGE = 24

type Style = Callable[[int, str], str]
LABELS: tuple[Style, ...] = (
    lambda number, part: f"{number}.{part})",
    lambda number, part: f"Exercice {number} {part})" if part == "a" else f"{part})",
    lambda number, part: f"Question {number} ({part}):",
    lambda number, part: f"{number}{part}.",
)
HELD_OUT: tuple[Style, ...] = (
    lambda number, part: f"Ex {number} – {part})",
    lambda number, part: f"Q{number}{part} :",
    lambda number, part: f"{number}) {part})",
    lambda number, part: f"exo {number}, {part})",
)


@dataclass(frozen=True)
class WrittenCopy:
    """A copy, and on which page and at which height each answer begins."""

    questions: tuple[Question, ...]
    answers: dict[str, str]
    lines: list[PageLine]
    pages: int
    truth: dict[str, tuple[int, float]]


def written_copy(random: Random, style: Style) -> WrittenCopy:
    """Return a copy of two or three questions with parts, answered in order, over some pages."""
    counts = [random.randint(2, 4) for _ in range(random.randint(2, 3))]
    questions = tuple(
        Question(
            id=str(number),
            label=f"Exercice {number}",
            parts=tuple(
                Question(id=f"{number}.{part}", label=f"{part})", max_points=Decimal(2)) for part in "abcd"[:count]
            ),
        )
        for number, count in enumerate(counts, start=1)
    )
    rows = ["Nom : DURAND Alice", "Classe : 3e B"]
    starts: dict[str, int] = {}
    answers: dict[str, str] = {}
    for number, question in enumerate(questions, start=1):
        for leaf in question.parts:
            answer = [" ".join(random.choices(_WORDS, k=random.randint(1, 8))) for _ in range(random.randint(1, 4))]
            starts[leaf.id] = len(rows)
            rows += [f"{style(number, leaf.id[-1])} {answer[0]}", *answer[1:]]
            answers[leaf.id] = "\n".join(answer)
    lines = [
        PageLine(place // _LINES_A_PAGE, text, _height(place), _height(place) + 0.03) for place, text in enumerate(rows)
    ]
    truth = {i: (place // _LINES_A_PAGE, _height(place)) for i, place in starts.items()}
    return WrittenCopy(questions, answers, lines, lines[-1].page + 1, truth)


def _height(place: int) -> float:
    return 0.05 + (place % _LINES_A_PAGE) * 0.037
