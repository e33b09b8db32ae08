"""The words that papers use for marks, questions and totals, by language, and patterns made of them."""

from collections.abc import Mapping

type Words = Mapping[str, str]
"""Alternatives of a regular expression by language."""

_POINTS: Words = {
    "fr": r"points?|pts?",
    "en": r"points?|pts?|marks?|mks?|credits?",
    "de": r"punkte?n?|pkte?|punktzahl|(?-i:BE)",
    "es": r"puntos?|ptos?",
    "it": r"punt[oi]|punteggio",
    "pt": r"pontos?|valores",
    "nl": r"punten|punt|pnt",
    "sv": r"poäng",
    "da": r"point",
    "no": r"poeng",
    "fi": r"pistettä|pisteet|piste",
    "pl": r"punkty|punktów|punktu|pkt",
}
_TOTAL: Words = {
    "fr": r"total",
    "en": r"total",
    "de": r"gesamt\w*|summe|insgesamt",
    "es": r"total|suma",
    "it": r"totale|somma",
    "pt": r"total|soma",
    "nl": r"totaal|som",
    "sv": r"totalt?|summa",
    "da": r"i\s+alt|sum",
    "no": r"totalt|sum",
    "fi": r"yhteensä",
    "pl": r"razem|suma|łącznie",
    "any": "Σ|∑",
}
_MAXIMUM: Words = {
    "any": r"max\w*",
    "fr": r"bar[èe]me",
    "de": r"höchst\w*|erreichbar\w*",
    "es": r"máxim\w+",
    "it": r"massim\w+",
    "pt": r"máxim\w+",
    "nl": r"hoogstens",
    "sv": r"högst",
    "da": r"maks\w*|højst",
    "fi": r"enintään",
    "pl": r"maks\w*",
}
_EXERCISE: Words = {
    "fr": r"exercices?|ex\.?|exo\.?|probl[èe]mes?",
    "en": r"exercises?|problems?|tasks?",
    "de": r"[üu]bung",
    "es": r"ejercicios?|problemas?",
    "it": r"esercizi?o?|problema",
    "pt": r"exerc[íi]cios?|problemas?",
    "sv": r"övning",
    "fi": r"harjoitus",
    "pl": r"[ćc]wiczenie",
    "any": r"t[âa]che",
}
_PART: Words = {
    "fr": r"parties?|volet",
    "en": r"parts?|sections?",
    "de": r"teil|abschnitt",
    "es": r"parte|secci[óo]n",
    "it": r"parte|sezione",
    "pt": r"parte|sec[çc][ãa]o",
    "nl": r"deel|onderdeel",
    "sv": r"del|avsnitt",
    "fi": r"osa",
    "pl": r"cz[ęe][śs][ćc]",
}
_QUESTION: Words = {
    "fr": r"questions?|qu?\.?",
    "de": r"aufgabe|frage",
    "es": r"pregunta|cuesti[óo]n",
    "it": r"domanda|quesito",
    "pt": r"quest[ãa]o|pergunta",
    "nl": r"opgave|vraag",
    "sv": r"uppgift|fråga|deluppgift",
    "da": r"opgave|spørgsmål",
    "no": r"oppgave|spørsmål",
    "fi": r"tehtävä|kysymys",
    "pl": r"zadanie|pytanie|zad\.?",
}
_CONTINUED: Words = {
    "fr": r"suite|fin",
    "en": r"continued|continuation|cont['’]?d?\.?",
    "de": r"fortsetzung|forts\.?",
    "es": r"continuaci[óo]n",
    "it": r"continua|segue",
    "pt": r"continua[çc][ãa]o",
    "nl": r"vervolg",
    "sv": r"fortsättning|forts\.?",
    "da": r"fortsat",
    "fi": r"jatkuu|jatkoa",
    "pl": r"c\.\s?d\.?|ci[ąa]g\s+dalszy",
}
_EACH: Words = {
    "fr": r"chaque|chacune?",
    "en": r"each|every|apiece",
    "de": r"jeder?|jedes|je",
    "es": r"cada",
    "it": r"ogni|ciascun\w*",
    "pt": r"cada",
    "nl": r"elke?|ieder\w*",
    "sv": r"varje|vardera|var",
    "da": r"hver",
    "no": r"hver|hvert",
    "fi": r"jokai\w+|kustakin|kukin",
    "pl": r"każd\w+",
}
_IS_WORTH: Words = {
    "fr": r"vaut|rapport\w*|not[ée]e?s?",
    "en": r"worth|gives?",
    "de": r"gibt|zählt",
    "es": r"vale",
    "it": r"vale",
    "pt": r"vale",
    "nl": r"levert|waard",
    "sv": r"ger",
    "da": r"giver",
    "no": r"gir",
    "fi": r"saa|arvo\w*",
    "pl": r"otrzymać|wart\w*",
}


def _any_of(words: Words) -> str:
    """Return the alternatives of all languages, the longest first."""
    alternatives = {word for by_language in words.values() for word in by_language.split("|")}
    return "|".join(sorted(alternatives, key=lambda word: (-len(word), word)))


POINTS = _any_of(_POINTS)
TOTAL = _any_of(_TOTAL)
MAXIMUM = _any_of(_MAXIMUM)
EXERCISE = _any_of(_EXERCISE)
PART = _any_of(_PART)
QUESTION = _any_of(_QUESTION)
CONTINUED = _any_of(_CONTINUED)
EACH = _any_of(_EACH)
IS_WORTH = _any_of(_IS_WORTH)
