"""A paper being written: its language, its chance, and the parts that all kinds of layout share."""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal

from tests.printed_papers.languages import LANGUAGES
from tests.printed_papers.sheet import Maxima, Sheet, Truth

type Kind = Callable[["Draft"], Truth]


class Draft:
    """A sheet with a language and a random generator."""

    def __init__(self, language: str, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.language = language
        self.says = LANGUAGES[language]
        self.sheet = Sheet(spacing=self.chance.choice([1.5, 1.8, 2.2]))
        self.write = self.sheet.write
        self.bold = self.chance.random() < 0.6
        self.head_size = self.chance.choice([11.0, 11.0, 13.0])
        self.form = self.chance.choice(self.says.points)
        self.bracket = self.chance.choice(["({})", "[{}]"])

    def number(self, value: Decimal) -> str:
        """Return a number as the language writes it."""
        text = f"{value.normalize():f}"
        return text.replace(".", ",") if self.says.comma else text

    def mark(self, value: Decimal) -> str:
        """Return "3 points"."""
        return self.says.one if value == 1 else self.form.format(self.number(value))

    def in_brackets(self, value: Decimal) -> str:
        """Return "(3 points)"."""
        return self.bracket.format(self.mark(value))

    def title(self) -> None:
        """Write the head of the paper."""
        self.write(self.says.title, size=self.chance.choice([14, 18]), bold=True)
        for fact in self.chance.sample(self.says.facts, self.chance.randint(1, 3)):
            self.write(fact)

    def prose(self) -> None:
        """Write a few sentences with numbers in them."""
        for sentence in self.chance.sample(self.says.prose, self.chance.randint(1, 3)):
            self.write(sentence)

    def task(self) -> str:
        """Return what is asked."""
        return self.chance.choice(self.says.tasks)

    def tasks(self) -> None:
        """Write what is asked, without marks."""
        if self.chance.random() < 0.5:
            for number in range(1, self.chance.randint(2, 4) + 1):
                self.write(f"{number}. {self.task()}", indent=12)
        else:
            self.write(self.task())

    def head(self, text: str, *, right: str = "", left: str = "") -> None:
        """Write the heading of a block."""
        self.write(text, bold=self.bold, size=self.head_size, right=right, left=left)

    def values(self, count: int, *, halves: bool = True) -> list[Decimal]:
        """Return maxima."""
        return [
            Decimal(self.chance.randint(1, 10)) + (Decimal("0.5") if halves and self.chance.random() < 0.2 else 0)
            for _ in range(count)
        ]

    def count(self) -> int:
        """Return how many blocks the paper has."""
        return self.chance.randint(3, 6)

    def finish(self) -> None:
        """Put running heads and feet on the pages."""
        pattern = self.chance.choice(["{}/{n}", "- {} -", "Page {} / {n}", "{}"])
        self.sheet.on_every_page(pattern, 810)
        if self.chance.random() < 0.5:
            self.sheet.on_every_page(f"{self.says.title} 2024", 30)


def flat(values: Sequence[Decimal]) -> Maxima:
    """Return groups without questions."""
    return tuple((value, ()) for value in values)


def whole(groups: Maxima) -> Decimal:
    """Return the sum of the groups."""
    return sum((value for value, _ in groups if value is not None), Decimal(0))


def truth(groups: Maxima) -> Truth:
    """Return the scale of `groups`, all known."""
    return Truth(whole(groups), groups)


def write_paper(kind: Kind, language: str, seed: str) -> tuple[Sheet, Truth]:
    """Return a paper of this kind with its scale."""
    draft = Draft(language, f"{kind.__name__} {language} {seed}")
    answer = kind(draft)
    draft.finish()
    return draft.sheet, answer
