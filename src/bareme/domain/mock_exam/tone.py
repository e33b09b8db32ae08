"""Words that a student must not read: insults, and words that say nothing."""

import re
import unicodedata

_NOTHING = frozenset({"none", "null", "nan", "n/a", "tbd", "todo", "..."})
_QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
"""What stands between quotation marks may be the student's own words."""
_MORE = r"(?:(?:just|so|really|simply|completely|utterly|clearly|obviously|too|very|quite|such|a|an|the) )*"
_PLUS = r"(?:(?:vraiment|trop|tellement|completement|si|bien|tout simplement|franchement|un|une|le|la) )*"
_BAD = (
    r"(?:hopeless|stupid|dumb|idiot\w*|moron\w*|imbecile|fool\w*|failure|loser|useless|worthless|pathetic|lazy|ignorant|"
    r"incompetent|disgrace\w*|clueless|ridiculous|laughable|rubbish|garbage|embarrass\w+|waste of (?:time|space))"
)
_MAUVAIS = (
    r"(?:nul(?:le)?s?|bete|stupide|idiote?|debile|imbecile|cretine?|abrutie?|incapable|cancre|ratee?|paresseu(?:x|se)|"
    r"ignorante?|minable|pathetique|lamentable|honteu(?:x|se)|ridicule|cas desespere|perte de temps|bon(?:ne)? a rien)"
)
_YOU_ARE = r"you are|you're|you were|that is|that's|this is"
_YOUR_WORK_IS = r"your? (?:\w+ )?(?:answer|work|attempt|exam|paper|reasoning|effort)s? (?:is|are|was)"
_VOUS_ETES = r"tu es|t'es|vous etes|c'est"
_VOTRE_TRAVAIL_EST = r"(?:votre|ta|ton|cette) (?:\w+ )?(?:reponse|copie|tentative|travail) est"
_PATTERNS = (
    rf"\b(?:{_YOU_ARE}|{_YOUR_WORK_IS}) {_MORE}{_BAD}\b",
    rf"\b(?:you|what an?|such an?|only an?) {_BAD}\b",
    r"\byou(?:'ll| will) never (?:pass|learn|understand|succeed|be able|get|amount|make)",
    r"\bshame on you\b|\bshut up\b|\byou should (?:be ashamed|(?:just )?give up)\b",
    r"\byou are not (?:smart|clever|bright) enough\b",
    rf"\b(?:{_VOUS_ETES}|{_VOTRE_TRAVAIL_EST}) {_PLUS}{_MAUVAIS}\b",
    rf"\b(?:espece d[e']|quelle?|pauvre) ?{_MAUVAIS}\b",
    r"\b(?:tu n'y|vous n'y) (?:arriver|comprendr)\w+ jamais|\b(?:tu ne|vous ne) reussir\w+ jamais",
    r"\bhonte a (?:toi|vous)\b|\bquelle honte\b|\bdevri?(?:ez|ais) avoir honte\b|\btais(?:ez-vous|-toi)\b",
    r"\babandonnez? (?:tout|les etudes|l'ecole)\b",
    # A sentence of one word.
    rf"(?:^|[.!?]\s*)(?:{_BAD}|{_MAUVAIS})\s*[.!]",
)
_INSULTS = re.compile("|".join(_PATTERNS))


def says_nothing(text: str) -> bool:
    """Return whether there is no word in `text`."""
    plain = text.strip().casefold()
    return plain in _NOTHING or not any(character.isalnum() for character in plain)


def is_insulting(text: str) -> bool:
    """Return whether `text` insults its reader, in English or French. A short list, which a judge goes beyond."""
    unquoted = _QUOTED.sub(" ", text).replace("’", "'").casefold()
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", unquoted) if not unicodedata.combining(letter))
    return _INSULTS.search(" ".join(plain.split())) is not None
