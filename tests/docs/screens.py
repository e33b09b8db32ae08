"""The screens that pages show: the `text` block right below a snippet is what the snippet prints."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tests.docs.pages import Block


def screen_below(block: Block, blocks: Sequence[Block]) -> Block | None:
    """Return the `text` block that follows with nothing but blank lines between, or None."""
    following = next((other for other in blocks if other.line > block.line), None)
    if following is None or following.language != "text" or following.title:
        return None
    lines = block.page.read_text(encoding="utf-8").splitlines()
    between = lines[block.end : following.line - 1]
    return None if any(line.strip() for line in between) else following


def update_screens(page: Path, screens: Mapping[int, str]) -> None:
    """Write `screens`, by the line of their opening fence, into the page."""
    if not screens:
        return
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for line in sorted(screens, reverse=True):
        end = next(index for index in range(line, len(lines)) if lines[index].strip() == "```")
        lines[line:end] = [screens[line]]
    page.write_text("".join(lines), encoding="utf-8")


def shortened(expected: str, printed: str) -> str:
    """Return `printed` without the lines that a page leaves out of `expected`, as far as these can be recognised."""
    parts = re.split(r"^…\n", expected, flags=re.MULTILINE)
    if len(parts) == 1:
        return printed
    lines, kept, position = printed.splitlines(), [], 0
    for part in parts:
        wanted = part.splitlines()
        starts = range(position, len(lines) - len(wanted) + 1)
        start = max(starts, key=lambda at: _likeness(wanted, lines[at : at + len(wanted)]), default=position)
        kept.append("".join(f"{line}\n" for line in lines[start : start + len(wanted)]))
        position = start + len(wanted)
    return "…\n".join(kept)


def _likeness(wanted: Sequence[str], found: Sequence[str]) -> float:
    return sum(SequenceMatcher(None, one, other).ratio() for one, other in zip(wanted, found, strict=True))
