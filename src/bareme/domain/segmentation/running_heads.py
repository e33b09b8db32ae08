"""Running heads of pages that continue a copy: "Hugo Nguyen – page 2/2", "LE GALL Maëlys (suite)"."""

import re
from collections.abc import Sequence

_NUMBERED = re.compile(
    r"\bpage\s*(?P<page>\d{1,2})(?:\s*(?:/|of|sur|de)\s*(?P<of>\d{1,2}))?|(?<![\d.,/=])(?P<short>\d)\s?/\s?(?P<short_of>\d)(?![\d/.,])",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\(?\b(?:suite|continued|cont\.|cont['’]?d|ctd)\b\.?\)?", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:page\s*)?(?P<page>\d{1,2})\s*(?:/|of|sur|de|von)\s*(?P<of>\d{1,2})|page\s*(?P<alone>\d{1,2})", re.IGNORECASE
)
_EDGE = 2
"""Lines at the top and at the bottom of a page in which a page number is looked for."""


def page_number(lines: Sequence[str]) -> int | None:
    """Return the page number within the copy from the head or foot of the page, or None."""
    for line in [*lines[:_EDGE], *lines[-_EDGE:]]:
        match = _NUMBERED.search(line)
        if match and _alone(line, match):
            return int(match["page"] or match["short"])
    return None


def continues(lines: Sequence[str]) -> bool:
    """Whether the page says that it continues a copy."""
    number = page_number(lines)
    return (number is not None and number > 1) or bool(lines and is_head(lines[0]) and _CONTINUED.search(lines[0]))


def is_head(line: str) -> bool:
    """Whether `line` is a running head: a page number or "continued", with or without a name."""
    numbered = _NUMBERED.search(line)
    return (
        bool((numbered and _alone(line, numbered)) or _CONTINUED.search(line))
        and len(without_marker(line).split()) <= 5
    )


def without_marker(line: str) -> str:
    """Return the line without its page number and "continued"."""
    return re.sub(r"\s+", " ", _CONTINUED.sub(" ", _NUMBERED.sub(" ", line))).strip(" ,;:()–—-")


def without_page_numbers(lines: Sequence[str]) -> list[str]:
    """Return the lines of a document without those that number its pages: "1/2" and "2/2".

    A fraction can be an answer. So the numbers must be complete, in order, and at the beginning or end of the document.
    """
    found = {place: match for place, line in enumerate(lines) if (match := _PAGE.fullmatch(line.strip()))}
    numbers = [int(match["page"] or match["alone"]) for match in found.values()]
    counts = {int(match["of"] or len(found)) for match in found.values()}
    complete = counts == {len(found)} and numbers == list(range(1, len(found) + 1))
    if not complete or not {0, len(lines) - 1} & found.keys():
        return list(lines)
    return [line for place, line in enumerate(lines) if place not in found]


def _alone(line: str, match: re.Match[str]) -> bool:
    """Whether the number is not part of a calculation or a longer sentence."""
    rest = line[: match.start()] + " " + line[match.end() :]
    return len(rest.split()) <= 5 and not re.search(r"[=×+\d]", rest)
