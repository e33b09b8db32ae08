"""Labels as people and models write them: "Correct.", "correct answer", "Incorrect because …"."""

import re
from collections.abc import Sequence


def match_label(text: str, labels: Sequence[str]) -> str | None:
    """Return the one of `labels` that `text` means, or None.

    Case, punctuation and underscores do not count. A text that is no label counts as the label that it begins with,
    else as one that it contains, longer labels first: "incorrect" must be tried before "correct", which it contains.
    The whole text may also be the label's number, from "0" for the first.
    """
    said = _plain(text)
    by_text = {_plain(label): label for label in labels}
    if said in by_text:
        return by_text[said]
    if said.isdecimal():
        return labels[int(said)] if int(said) < len(labels) else None
    longest_first = sorted(by_text, key=len, reverse=True)
    for begins in (True, False):
        for plain in longest_first:
            found = re.search(rf"\b{re.escape(plain)}\b", said) if plain else None
            if found and (not begins or found.start() == 0):
                return by_text[plain]
    return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
