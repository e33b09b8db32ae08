"""What the rules cannot judge, so that they give no points instead of none found."""

import re
from collections.abc import Sequence

from bareme.domain.criteria import Criterion
from bareme.models.offline.answer_key import Expectation
from bareme.models.offline.elements import kind_of
from bareme.models.offline.verdict import Reason, Share
from bareme.models.offline.words import key_words, same_word

_ESSAY = 60
"""An expected answer with more key words than this is an essay."""
_NAMED = 0.5
"""The share of a criterion's words from which the expected answer names what it asks for."""
_FIGURE = (
    r"figures?|sch[ée]mas?|dessins?|graphiques?|graphes?|courbes?|croquis|trac[ée]s?|diagram(?:me)?s?|drawings?|graphs?|sketch(?:es)?"
    r"|plots?|curves?|charts?|annexes?|Abbildung|Zeichnung|Skizze|figuras?|gr[áa]ficas?|dibujos?"
)
_IS_A_FIGURE = re.compile(
    rf"\W*(?:(?:voir|cf\.?|see|siehe|ver|correct|right|as in|un|une|le|la|a|the)\b\W*){{0,3}}(?:{_FIGURE})\b.{{0,40}}",
    re.IGNORECASE | re.DOTALL,
)
_DRAW = re.compile(
    r"\b(?:draw|sketch|plot|shade|label the (?:diagram|figure)|trace[rz]?|dessine[rz]?|hachure[rz]?|colorie[rz]?"
    rf"|sch[ée]matise[rz]?|(?:compl[ée]te[rz]?|construi(?:re|s|sez)|repr[ée]sente[rz]?|complete)\b[^.\n]{{0,30}}\b(?:{_FIGURE})"
    r"|zeichne[nt]?|skizziere[nt]?|dibuja[rd]?)\b",
    re.IGNORECASE,
)


_ANSWER_WORD = (
    r"(?:answers?|examples?|responses?|reasons?|explanations?|r[ée]ponses?|exemples?|justifications?|explications?|raisons?"
    r"|Antworten|Antwort|Beispiele?|Lösung(?:en)?|Begründung(?:en)?|respuestas?|ejemplos?|raz[oó]n(?:es)?)"
)
_DESCRIBED = re.compile(
    rf"\b(?:any|every|all|toutes?|tous|tout|jede[rs]?|alle|cualquier|todas?)\b[^.;=]{{0,30}}\b{_ANSWER_WORD}\b"
    rf"|\b{_ANSWER_WORD}\b[^.;=]{{0,15}}\b(?:vary|varies|varient|variables?|libres?|personnelles?|offen|frei|individuell)\b"
    r"|\b(?:individuelle|eigene|freie|persönliche|own|personal)\s+(?:Lösung|Antwort|Meinung|answers?|opinions?|words)"
    r"|^\W*(?:any\b|n'importe|award\b|accept(?:er|ez)?\b|allow\b|idem\b|ditto\b|dito\b|as above|same as)"
    r"|^\W*(?:see|voir|siehe|cf)\b\.?\s+\w"
    r"|^\W*(?:citer|nommer|donner|expliquer|give|explain|describe|nennen?|erkläre[nt]?|citar|nombrar|explicar)\s+\w"
    r"|\b(?:award|give|donner|compter|mettre)\b[^.;=]{0,12}\b(?:marks?|points?)\b",
    re.IGNORECASE,
)
"""A key that tells a person how to know a right answer instead of giving one."""
_JUDGED = re.compile(
    r"\b(?:sensible|reasonable|suitable|plausible|relevant|appropriate|coh[ée]rente?s?|pertinente?s?|plausibles?"
    r"|sinnvolle[rsn]?|passende[rsn]?|adecuad[oa]s?|razonables?)\b",
    re.IGNORECASE,
)
"""Words that do so in a short key; in a sentence they may speak of the subject."""
_SHORT_KEY = 8


def why_not(expectation: Expectation, question: str, criteria: Sequence[Criterion] = ()) -> Reason | None:
    """Return why the rules cannot judge any answer to `question`, or None if they can judge some."""
    expected = expectation.expected
    if not expected:
        return "levels" if any(criterion.levels for criterion in criteria) else None
    if _IS_A_FIGURE.fullmatch(expected):
        return "figure"
    if _DESCRIBED.search(expected) or (len(expected.split()) <= _SHORT_KEY and _JUDGED.search(expected)):
        return "described"
    if expectation.elements or expectation.option:
        return None
    words = key_words(expected)
    if _DRAW.search(question) and kind_of(expected) == "words":
        return "figure"
    return "essay" if len(words) > _ESSAY else None


def asks_beyond_the_key(share: Share, expectation: Expectation) -> bool:
    """Whether a criterion that is not met asks for something that the expected answer does not name.

    "Clear reasoning" is in no answer's words. What the expected answer names, an answer can lack.
    """
    if share.judgement.met or kind_of(share.element.text) != "words":
        return False
    if not key_words(share.element.text):
        return share.judgement.doubtful
    wanted, named = key_words(share.element.text), key_words(expectation.expected)
    there = sum(any(same_word(word, want, fuzzy=True) for word in named) for want in wanted)
    return there < _NAMED * len(wanted)
