"""Marking the letter or the text of an option."""

import re

from bareme.domain.points import ZERO
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Task, Verdict
from bareme.models.offline.vocabulary import NEUTRAL_WORDS
from bareme.models.offline.words import fold

_OPTION_WORDS = frozenset({"option", "choix", "choice", "lettre", "letter", "case", "box"})
_PRINTED = re.compile(
    r"(?<![\w'’-])(?P<letter>[A-H])\s*[).:]\s*+(?P<text>\S.*?)(?=(?<![\s;,])[\s;,]*+(?<![\w'’-])[A-H]\s*[).:]|\n|$)"
)


def mark_by_option(answer: StudentAnswer, task: Task) -> Verdict:
    """Return the verdict on an answer to a question with options."""
    printed = {option["letter"]: option["text"].strip(" .;,") for option in _PRINTED.finditer(task.question)}
    right_text = task.expectation.option_text or printed.get(task.expectation.option, "")
    letters, several = answer.options, len(answer.options) > 1
    if letters:
        right = letters[-1] == task.expectation.option and (not several or task.rules.last_of_several)
        beside = _words(answer.text) - set(map(fold, letters)) - _OPTION_WORDS
        own_text = right_text if right else printed.get(letters[-1], "")
        # "All but A" names A too, and in "A) Rome" the text may be another option's.
        sure = 0.97 if not several and (not beside or beside == _words(own_text)) else 0.5
    else:
        # The text of the option without its letter, or the letter alone in lower case.
        named = bool(right_text) and fold(right_text) in fold(answer.text)
        right = named or answer.text.strip(" .()").upper() == task.expectation.option
        exact = _words(answer.text) <= _words(right_text) if named else True
        another = any(_words(text) == _words(answer.text) for text in printed.values())
        sure = (0.85 if exact else 0.5) if right else (0.7 if another else 0.5)
    return Verdict(
        "several_options" if several else "option",
        task.maximum if right else ZERO,
        sure,
        quotes=(answer.text.strip(),),
        missing=() if right else (task.expectation.expected,),
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", fold(text))) - NEUTRAL_WORDS
