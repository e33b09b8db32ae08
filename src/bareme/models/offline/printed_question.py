"""Tell on scanned pages whether an answer holds its own question in print."""

import re

from bareme.domain.identity import fold

_WORD = 4  # letters at least
_LEAST_WORDS = 5
_SHARE = 0.7
"""Share of a question's words: an answer in whole sentences takes up some of them, a form has all."""


def shows_question(answer: str, question: str) -> bool:
    """Return whether the answer as it was recognised holds the question that it answers.

    Then the copy was written on the paper, and what the student wrote or ticked cannot be told from what is printed.
    """
    if any(line.rstrip().endswith("?") for line in answer.splitlines()):
        return True
    asked, said = _words(question), _words(answer)
    return len(asked) >= _LEAST_WORDS and len(asked & said) >= _SHARE * len(asked)


def _words(text: str) -> set[str]:
    return set(re.findall(rf"[^\W\d_]{{{_WORD},}}", fold(text)))
