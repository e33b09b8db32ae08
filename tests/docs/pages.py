"""The fenced blocks of README and docs: which are run, which are only shown."""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

REPOSITORY = Path(__file__).parents[2]
RUN = ("sh", "python")
RUN_BY_CLIENT = ("typescript",)
"""Run by `make test-client`, where there is node."""
SHOWN = ("console", "csv", "json", "text", "toml", "yaml")
"""`console` is a command that needs what a test has not: a paid model, a shell of one's own, a server in front."""

_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    """Of the opening fence, counted from 1."""
    end: int
    info: str
    text: str

    @property
    def language(self) -> str:
        """The first word of the info string; empty if there is none."""
        return self.info.split()[0] if self.info.split() else ""

    @property
    def title(self) -> str:
        """The file that the block is the text of; empty if it is none."""
        found = _TITLE.search(self.info)
        return found.group(1) if found else ""

    @property
    def place(self) -> str:
        """Page and line, as an editor opens them."""
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"


def pages() -> list[Path]:
    """Return every page that a reader is sent to."""
    front = [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "fixtures/README.md")]
    return [*front, *sorted((REPOSITORY / "docs").rglob("*.md"))]


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    return [
        Block(page, token.map[0] + 1, token.map[1], token.info.strip(), token.content)
        for token in tokens
        if token.type == "fence" and token.map is not None
    ]
