"""More kinds of layout that the reader was developed with, as schools and examination boards print them."""

from decimal import Decimal

from tests.printed_papers.draft import Draft, flat, truth
from tests.printed_papers.sheet import Truth


def sections_with_their_sum(paper: Draft) -> Truth:
    """Sections with their sum, and numbers that run on across them."""
    paper.title()
    groups, number = [], 0
    for section in range(paper.chance.randint(2, 3)):
        values = paper.values(paper.chance.randint(2, 4), halves=False)
        total = sum(values, Decimal(0))
        paper.head(f"{paper.says.part} {'ABC'[section]} {paper.in_brackets(total)}")
        for value in values:
            number += 1
            paper.write(f"{number}. {paper.chance.choice(paper.says.prose)}")
            paper.write(paper.task(), right=paper.in_brackets(value), indent=14)
        groups.append((total, tuple(values)))
    return truth(tuple(groups))


def maximum_in_brackets_under_the_number(paper: Draft) -> Truth:
    """ "1. [Maximum mark: 6]" above the text, and bare numbers in brackets at the parts."""
    paper.title()
    groups = []
    word = paper.says.before.format("").strip(" :")
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.randint(2, 3), halves=False)
        total = sum(parts, Decimal(0))
        paper.write(f"{number}. [max. {word}: {total:f}]", bold=paper.bold)
        paper.prose()
        for index, value in enumerate(parts):
            paper.write(f"({'abc'[index]}) {paper.task()}", indent=16, right=f"[{value:f}]")
        groups.append((total, tuple(parts)))
    return truth(tuple(groups))


def range_of_marks(paper: Draft) -> Truth:
    """ "(0-3 points)": the maximum is the end of the range."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number}. (0-{paper.mark(value)})")
        paper.prose()
        paper.write(paper.task())
    return truth(flat(values))


def box_for_the_mark(paper: Draft) -> Truth:
    """ "____ / 10" in the right margin of the heading."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    unit = paper.chance.choice(["", " " + paper.says.short.format("").strip()])
    paper.write("", right=f"____ / {sum(values, Decimal(0)):f}{unit}")
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number}", right=f"____ / {value:f}{unit}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def talk_of_points(paper: Draft) -> Truth:
    """Texts that speak of points which are no marks."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    talk = paper.form.format(paper.chance.randint(2, 9))
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
        if number == 2:
            paper.write(f"A, B, C, D: {talk}; ABCD = 12 cm. {paper.task()}")
        paper.tasks()
    return truth(flat(values))


def three_levels(paper: Draft) -> Truth:
    paper.title()
    groups = []
    for number in range(1, paper.chance.randint(2, 3) + 1):
        leaves: list[Decimal] = []
        blocks = [paper.values(paper.chance.randint(2, 3)) for _ in range(2)]
        total = sum((value for block in blocks for value in block), Decimal(0))
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(total)}")
        for index, block in enumerate(blocks):
            paper.write(f"{paper.says.part} {'AB'[index]}", bold=True)
            paper.prose()
            for position, value in enumerate(block, start=1):
                paper.write(f"{position}) {paper.task()} {paper.in_brackets(value)}", indent=10)
                leaves.append(value)
        groups.append((total, tuple(leaves)))
    return truth(tuple(groups))


def roman_headings(paper: Draft) -> Truth:
    values = paper.values(paper.count())
    paper.title()
    sign = paper.chance.choice([".", " -", ")"])
    for numeral, value in zip(["I", "II", "III", "IV", "V", "VI"], values, strict=False):
        paper.head(f"{numeral}{sign} {paper.chance.choice(paper.says.topics)} {paper.in_brackets(value)}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def marks_of_some_parts_only(paper: Draft) -> Truth:
    """A part without a mark, so that the sum is not known."""
    paper.title()
    groups: list[tuple[Decimal | None, tuple[Decimal | None, ...]]] = []
    for number in range(1, paper.count() + 1):
        parts: list[Decimal | None] = [*paper.values(3)]
        if number == 2:
            parts[1] = None
        paper.head(f"{paper.says.exercise} {number}")
        paper.prose()
        for index, value in enumerate(parts):
            mark = "" if value is None else f" {paper.in_brackets(value)}"
            paper.write(f"{'abc'[index]}) {paper.task()}{mark}", indent=10)
        known = [value for value in parts if value is not None]
        groups.append((sum(known, Decimal(0)) if len(known) == 3 else None, tuple(parts)))
    return Truth(None, tuple(groups))


KINDS = (
    sections_with_their_sum,
    maximum_in_brackets_under_the_number,
    range_of_marks,
    box_for_the_mark,
    talk_of_points,
    three_levels,
    roman_headings,
    marks_of_some_parts_only,
)
