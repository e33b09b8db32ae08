"""The console, its language, and safe printing of texts from files."""

import json
import sys
from dataclasses import dataclass, field
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bareme.cli.language import Language
from bareme.translation import Translator, translator


def _new_console(*, stderr: bool = False) -> Console:
    """Return a console that shows texts as they stand: "[a;b]" in an answer is no markup, and ":star:" no emoji."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def clean(text: str) -> str:
    """Return `text` without control characters: names and answers come from untrusted files."""
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else " " for c in text)


@dataclass(frozen=True)
class Screen:
    """A console and its language. With `--json` it is standard error; standard output is for the result."""

    language: Language
    console: Console = field(default_factory=_new_console)

    @classmethod
    def beside_json(cls, language: Language) -> "Screen":
        """Return a screen that leaves standard output alone."""
        return cls(language, _new_console(stderr=True))

    def in_language(self, language: Language) -> "Screen":
        """Return the same console in another language."""
        return Screen(language, self.console)

    @property
    def t(self) -> Translator:
        """The translator of the language."""
        return translator(self.language)

    def print(self, text: str, *, style: str = "") -> None:
        """Print a text without interpreting markup."""
        self.console.print(Text(clean(text), style=style))

    def heading(self, text: str) -> None:
        """Print the heading of a section."""
        self.console.print()
        self.print(text, style="bold")

    def fits(self, content: RenderableType) -> bool:
        """Whether the console is wide enough to show this without wrapping it."""
        unbounded = self.console.options.update(max_width=10_000)
        return self.console.measure(content, options=unbounded).maximum <= self.console.width

    def ask(self, prompt: str) -> str:
        """Return what the user types; raise EOFError if there is no input."""
        return self.console.input(Text(f"{prompt} ", style="bold cyan")).strip()

    def points(self, value: Decimal | None) -> str:
        """Return points in the notation of the language, or "–" for None."""
        from bareme.domain.points import format_points  # noqa: PLC0415 - Pydantic would slow `--help`

        return "–" if value is None else format_points(value, self.language)


def percent(share: float, t: Translator) -> str:
    """Return a share in whole percent: "93%"."""
    number = f"{100 * share:.0f}"
    return t("{number}%", number=number)


def new_table(*columns: str, right: tuple[int, ...] = ()) -> Table:
    """Return an empty table; `right` names the columns of numbers by position."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for position, title in enumerate(columns):
        is_number = position in right
        table.add_column(title, justify="right" if is_number else "left", no_wrap=is_number or not title)
    return table


def write_json(value: object) -> None:
    """Print one JSON value to standard output, in ASCII unless its encoding is UTF-8."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=plain, indent=2) + "\n")
