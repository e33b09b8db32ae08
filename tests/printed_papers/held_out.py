"""Kinds of layout that were written after the reader was finished. It is not to be fitted to them."""

from decimal import Decimal

from tests.printed_papers.draft import Draft, flat, truth
from tests.printed_papers.sheet import Truth

_EACH = {
    "fr": "Chaque exercice est noté sur {}.", "en": "Each exercise is worth {}.", "de": "Jede Aufgabe gibt {}.",
    "es": "Cada ejercicio vale {}.", "it": "Ogni esercizio vale {}.", "pt": "Cada exercício vale {}.",
    "nl": "Elke opgave levert {} op.", "sv": "Varje uppgift ger {}.", "da": "Hver opgave giver {}.",
    "no": "Hver oppgave gir {}.", "fi": "Jokaisesta tehtävästä saa {}.", "pl": "Za każde zadanie można otrzymać {}.",
}  # fmt: skip
_BEST = {"en": "Answer any two questions out of 4.", "fr": "Traiter 2 exercices au choix parmi les 4."}
_WRONG = {"fr": "Une mauvaise réponse enlève {}.", "en": "A wrong answer loses {}.", "de": "Falsche Antwort: -{}."}


def two_columns(paper: Draft) -> Truth:
    """Exercises side by side, each with its text in a column."""
    values = paper.values(4, halves=False)
    paper.title()
    left = paper.sheet.y
    for column in (0, 1):
        paper.sheet.y = left
        for number, value in list(enumerate(values, start=1))[2 * column : 2 * column + 2]:
            paper.write(f"{paper.says.exercise} {number} {paper.in_brackets(value)}", indent=255 * column, bold=True)
            for _ in range(5):
                paper.write(paper.task(), indent=255 * column)
    return truth(flat(values))


def the_same_for_each(paper: Draft) -> Truth:
    """One sentence on the cover gives every exercise its marks."""
    value, count = Decimal(paper.chance.choice([4, 5, 6])), paper.count()
    paper.title()
    paper.write(_EACH[paper.language].format(paper.mark(value)))
    for number in range(1, count + 1):
        paper.head(f"{paper.says.exercise} {number}")
        paper.prose()
        paper.tasks()
    return truth(flat([value] * count))


def a_choice_of_exercises(paper: Draft) -> Truth:
    """Two of four count, where the language has a sentence for it here."""
    value = Decimal(paper.chance.choice([5, 10]))
    choice = _BEST.get(paper.language)
    paper.title()
    if choice:
        paper.write(choice)
    for number in range(1, 5):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
    return Truth(value * (2 if choice else 4), flat([value] * 4))


def table_at_the_end(paper: Draft) -> Truth:
    """Dotted lines from the number to the mark, and a sum."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number in range(1, len(values) + 1):
        paper.write(f"{number}. {paper.task()}")
        paper.prose()
    paper.sheet.turn()
    paper.write(paper.says.before.format("").strip(" :").upper(), bold=True)
    for number, value in enumerate(values, start=1):
        paper.write(f"{number}. ................................ {paper.mark(value)}")
    paper.write(f"TOTAL ........................ {paper.mark(sum(values, Decimal(0)))}")
    return truth(flat(values))


def levels_of_criteria(paper: Draft) -> Truth:
    """A grid of levels without a maximum: no total may be stated."""
    paper.title()
    paper.head(paper.chance.choice(paper.says.topics))
    paper.prose()
    paper.sheet.cells(["", "0", "1", "2", "3"], step=80)
    for topic in paper.chance.sample(paper.says.topics, 4):
        paper.sheet.cells([topic, "-", "-", "x", "+"], step=80)
    return Truth(None, ())


def two_papers_in_one_file(paper: Draft) -> Truth:
    """Two papers with their own covers: no scale is that of the file."""
    first: list[Decimal] = []
    for _ in range(2):
        values = paper.values(3, halves=False)
        first = first or values
        paper.title()
        for number, value in enumerate(values, start=1):
            paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
            paper.prose()
            paper.tasks()
        paper.sheet.turn()
    return Truth(sum(first, Decimal(0)), flat(first), contradictory=True)


def marks_lost_for_errors(paper: Draft) -> Truth:
    """Sentences about lost marks beside the marks of the headings."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    wrong = _WRONG.get(paper.language, "-{} / error.")
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        if number == 1:
            paper.write(wrong.format(paper.mark(Decimal(2))))
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def shares_in_per_cent(paper: Draft) -> Truth:
    """Weights in per cent are no marks."""
    paper.title()
    for number, share in enumerate((20, 30, 50), start=1):
        paper.head(f"{paper.says.exercise} {number} ({share} %)")
        paper.prose()
        paper.tasks()
    return Truth(None, ())


def mark_on_the_next_row(paper: Draft) -> Truth:
    """Long headings that end in the next row, with the mark."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} : {', '.join(paper.says.topics[:3])},")
        paper.head(f"{paper.says.topics[4].lower()} {paper.in_brackets(value)}")
        paper.prose()
        paper.write(paper.task())
    return truth(flat(values))


def marks_below_the_text(paper: Draft) -> Truth:
    """The mark of an unlabelled task in a row of its own, between rules."""
    values = paper.values(paper.count(), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.write(f"{paper.says.exercise} {number}", bold=True)
        paper.prose()
        paper.write(paper.task())
        paper.write(f"--- {paper.mark(value)} ---", indent=180)
    return truth(flat(values))


KINDS = (
    two_columns,
    the_same_for_each,
    a_choice_of_exercises,
    table_at_the_end,
    levels_of_criteria,
    two_papers_in_one_file,
    marks_lost_for_errors,
    shares_in_per_cent,
    mark_on_the_next_row,
    marks_below_the_text,
)
