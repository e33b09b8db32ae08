"""The options of `bareme export --fill`, as typed. What fills a file is not loaded for them."""

from dataclasses import dataclass
from pathlib import Path

from bareme.cli.exits import WrongUsage
from bareme.translation import Message


@dataclass(frozen=True)
class FillRequest:
    """The options of `--fill`, as typed."""

    file: Path | None
    mark: str
    feedback: str
    scale: str
    bands: str
    sheet: str
    provisional: bool
    encoding: str

    def check_beside(self, fmt: str | None, *, reveal: bool, only: str, group: str, dialect: str) -> None:
        """Refuse options that do not belong together.

        Raises:
            WrongUsage: there is neither `--format` nor `--fill`, both, or an option of the other one.
        """
        if (fmt is None) == (self.file is None):
            raise WrongUsage(Message("give either {first} or {second}", first="--format", second="--fill"))
        own = {
            "--mark": self.mark,
            "--feedback": self.feedback,
            "--scale": self.scale,
            "--bands": self.bands,
            "--sheet": self.sheet,
        }
        others = {"--reveal": reveal, "--only": only != "all", "--group": group, "--dialect": dialect != "auto"}
        needed, given = ("--fill", own) if fmt else ("--format", others)
        for option, value in given.items():
            if value:
                raise WrongUsage(Message("it goes with {option} alone", option=needed), option)
