"""Match labels as people and models write them: "Correct.", "correct answer", "Incorrect because …"."""

import re
from collections.abc import Sequence


def match_label(text: str, labels: Sequence[str]) -> str | None:
    """Return the one of `labels` that `text` means, or None.

    Case, punctuation and underscores are ignored. If the text is not a label, the label that it starts with is
    returned, else one that it contains, longer labels first ("incorrect" before "correct"). The text may also be the
    zero-based number of a label.
    """
    normalised = _normalise(text)
    by_text = {_normalise(label): label for label in labels}
    if normalised in by_text:
        return by_text[normalised]
    if normalised.isdecimal():
        return labels[int(normalised)] if int(normalised) < len(labels) else None
    longest_first = sorted(by_text, key=len, reverse=True)
    for at_start in (True, False):
        for plain in longest_first:
            found = re.search(rf"\b{re.escape(plain)}\b", normalised) if plain else None
            if found and (not at_start or found.start() == 0):
                return by_text[plain]
    return None


def _normalise(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
