"""Marking the letter or the text of an option."""

from bareme.domain.points import ZERO
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Task, Verdict
from bareme.models.offline.words import fold, other_words

_OPTION_WORDS = frozenset({"option", "choix", "choice", "lettre", "letter", "case", "box"})


def mark_by_option(answer: StudentAnswer, task: Task) -> Verdict:
    """Return the verdict on an answer to a question with options."""
    expectation = task.expectation
    letters, several = answer.options, len(answer.options) > 1
    if letters:
        right = letters[-1] == expectation.option and (not several or task.rules.last_of_several)
        # "All but A" names A too.
        known = {*other_words(f"{expectation.expected} {task.question}"), *map(fold, letters), *_OPTION_WORDS}
        sure = 0.97 if not several and set(other_words(answer.text)) <= known else 0.5
    else:
        # The text of the option without its letter, or the letter alone in lower case.
        named = bool(expectation.option_text) and fold(expectation.option_text) in fold(answer.text)
        right = named or answer.text.strip(" .()").upper() == expectation.option
        sure = 0.85 if right else 0.7
    return Verdict(
        "several_options" if several else "option",
        task.maximum if right else ZERO,
        sure,
        quotes=(answer.text.strip(),),
        missing=() if right else (expectation.expected,),
    )
