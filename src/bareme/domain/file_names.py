"""What the names of files tell."""

import re

# What systems put into archives and folders beside the files: hidden files, thumbnails, locks of open documents.
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def is_junk(name: str) -> bool:
    """Return whether a system put the file there, not a person: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`."""
    return bool(_JUNK.search(name))


def natural_order(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts "page 2" before "page 10"."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name.casefold())]
