"""The language of an exam, told by its function words."""

import re
from collections.abc import Iterator

from bareme.domain.mock_exam.exam import MockExam
from bareme.domain.points import Language
from bareme.translation import languages

_FEWEST = 3
"""Different words that one language needs; fewer may be names or a quotation."""
_LEAD = 2
"""How many times as many words it needs as any other language."""
# A formula is in no language: `$x \in A$`, `\le`; nor is a picture.
_FORMULA = re.compile(r"\$[^$]*\$|\\[A-Za-z]+|data:image/\S+")
_WORD = re.compile(r"[^\W\d_]{2,}")
# The other languages are here so that their texts are not taken for French or English.
_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "fr": "le la les des du de un une et est sont dans pour par sur avec au aux que qui quel quelle quels quelles "
        "ce cette ces il elle vous votre vos son sa ses ne pas ou où donner donnez calculer résoudre expliquer",
        "en": "the of and is are in to what which that for with how on by you your an its does do not or from it this "
        "these when why find write was were at be",
        "es": "el la los las de del en un una unos y es son que qué por para con cuál cuáles al se su no lo como más",
        "de": "der die das den dem des ein eine und ist sind im in zu von mit für auf wie was welche nicht sie ihr",
        "it": "il lo la gli le di del della un una e è sono in che per con quale quali al si non come più dei",
        "pt": "o os as de do da dos das em um uma e é são que por para com qual quais ao se não como mais no na",
        "nl": "de het een en is zijn in van op te met voor wat welke dat niet hoe deze die aan",
    }.items()
}


def language_of(text: str) -> Language | None:
    """Return the language of `text`, of those that there is a catalogue for, or None if the words do not tell."""
    said = _WORD.findall(_FORMULA.sub(" ", text).casefold())
    counts = {code: sum(word in words for word in said) for code, words in _WORDS.items()}
    code = max(counts, key=lambda name: counts[name])
    is_sure = counts[code] >= _LEAD * max(count for name, count in counts.items() if name != code)
    is_sure = is_sure and len(_WORDS[code].intersection(said)) >= _FEWEST
    return code if is_sure and code in languages() else None


def exam_language(exam: MockExam) -> Language | None:
    """Return the language that the exam is written in, or None if it has several or too few words."""
    return language_of("\n".join(_texts(exam)))


def _texts(exam: MockExam) -> Iterator[str]:
    yield exam.metadata.title
    yield exam.metadata.instructions
    for section in exam.sections:
        yield section.section_label
        yield section.section_instructions
        for question in section.questions:
            key = question.cfu_config.answer_key
            yield question.question_stem_plain or question.question_stem
            yield from (option.text for option in question.cfu_config.options or [])
            yield from (step.step for step in key.marking_scheme)
            yield from (misconception.feedback for misconception in question.misconceptions)
