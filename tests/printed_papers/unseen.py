"""Kinds of layout written after those of `held_out`; the rules were run on them as they were."""

from decimal import Decimal

from tests.printed_papers.draft import Draft, flat, truth, whole
from tests.printed_papers.sheet import Truth


def two_languages(paper: Draft) -> Truth:
    """Each heading stands twice, in two languages, with the mark at both."""
    values = paper.values(paper.count())
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} / Task {number} {paper.in_brackets(value)}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def bullets_with_marks(paper: Draft) -> Truth:
    """Bullets without numbers below a numbered heading, each with its mark."""
    groups = [tuple(paper.values(paper.chance.randint(2, 3), halves=False)) for _ in range(paper.count())]
    paper.title()
    for number, parts in enumerate(groups, start=1):
        paper.head(f"{paper.says.exercise} {number}")
        for value in parts:
            paper.write(f"• {paper.task()} {paper.in_brackets(value)}", indent=12)
    maxima = tuple((sum(parts, Decimal(0)), parts) for parts in groups)
    return truth(maxima)


def an_extra_task(paper: Draft) -> Truth:
    """A last task in italics earns points beyond the total."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
    paper.write(f"* {paper.task()} (+ {paper.mark(Decimal(2))})")
    paper.write(paper.says.total.format(paper.number(sum(values, Decimal(0)))))
    return truth(flat(values))


def marks_of_the_class(paper: Draft) -> Truth:
    """Below the tasks stands how the class before did, in points."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.tasks()
    for number in (1, 2):
        paper.write(f"{2020 + number}: Ø {paper.mark(Decimal(number + 9))}")
    return truth(flat(values))


def a_solved_example(paper: Draft) -> Truth:
    """An example with its mark comes first and is not counted."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    paper.write(f"0. {paper.task()} {paper.in_brackets(Decimal(3))} ✓", indent=20)
    for number, value in enumerate(values, start=1):
        paper.write(f"{number}. {paper.task()} {paper.in_brackets(value)}")
        paper.prose()
    return truth(flat(values))


def marks_for_neatness(paper: Draft) -> Truth:
    """Some points are for the presentation, in a line of their own at the end, without a number."""
    values = paper.values(paper.count(), halves=False)
    extra = Decimal(paper.chance.randint(1, 3))
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
    paper.write(f"{paper.says.topics[0]} {paper.in_brackets(extra)}")
    groups = flat([*values, extra])
    paper.write(paper.says.total.format(paper.number(whole(groups))))
    return truth(groups)


def answers_in_a_grid(paper: Draft) -> Truth:
    """Tasks in a grid of two cells a row, each with its mark below it."""
    values = paper.values(4, halves=False)
    paper.title()
    for row in (0, 2):
        paper.sheet.cells([f"{paper.says.exercise} {row + 1}", f"{paper.says.exercise} {row + 2}"], step=230)
        paper.sheet.cells([paper.mark(values[row]), paper.mark(values[row + 1])], step=230)
        paper.prose()
    return truth(flat(values))


KINDS = (
    two_languages,
    bullets_with_marks,
    an_extra_task,
    marks_of_the_class,
    a_solved_example,
    marks_for_neatness,
    answers_in_a_grid,
)
