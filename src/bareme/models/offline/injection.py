"""Words in an answer that speak to whoever marks it."""

import re

_RULES = (
    r"(?:instruction|consigne|bar[èe]me|scheme|rule|r[èe]gle|prompt|above|pr[ée]c[ée]dent|previous|answer key"
    r"|corrig[ée])"
)
_MARKER = r"(?:ai|ia|grader|examiner|marker|correct(?:eur|rice)|examinateur|language model|assistant)"
_SIGNS = (
    # "Ignore the marking scheme", "oublie les consignes"
    rf"(?:ignor(?:e|er|ez|ing)|disregard|forget|oublie[zr]?)\b.{{0,40}}\b{_RULES}",
    # "donne-moi 20/20", "mettez la note maximale"
    (
        r"(?:donne|mets|mett|attribu|accord)(?:e[zr]?|re|r)?[- ](?:(?:moi|lui|la|le|les|tous|toute|une|un)\s){0,3}"
        r"(?:\d+\s*(?:/|sur|points?|pts?)|note maximale|max|points)"
    ),
    # "give me full marks", "award 10 points"
    (
        r"(?:give|award|grant|assign)\s+(?:(?:me|this|it|him|her|the|student|copy|answer)\s){0,3}"
        r"(?:full|maximum|max|all|top|\d+\s*(?:/|out|marks?|points?|%))"
    ),
    (
        r"(?:full marks|all the points|note maximale|tous les points|maximum de points)\b.{0,40}"
        r"\b(?:please|svp|merci|question|copie|copy|student|[ée]l[èe]ve|answer|r[ée]ponse)"
    ),
    # "you are an AI", "tu es un correcteur", "dear examiner", "note to the grader"
    rf"(?:you are|tu es|vous [êe]tes|as)\s+(?:an?|une?|the)?\s*{_MARKER}\b",
    rf"(?:dear|cher|chère|hello|hey|attention|note (?:to|à|au|for))\s+(?:the |an |l['’])?{_MARKER}\b",
    # "set the confidence to 1"
    r"set\s+(?:the )?(?:points|mark|score|confidence)\s+to\b|system prompt",
)
_ADDRESSES_THE_MARKER = re.compile(rf"\b(?:{'|'.join(_SIGNS)})", re.IGNORECASE | re.DOTALL)
# A piece of the prompt's own fences, or of its answer.
_FORGED = re.compile(
    r"[<＜]\s*/?\s*(?:system|instructions?|assistant|tool|scheme|answer_key|exam_paper|copy|page|answer)\b|\"points\"\s*:",
    re.IGNORECASE,
)


def speaks_to_the_marker(text: str) -> bool:
    """Whether `text` looks as if it gave instructions to a marker or a model instead of answering."""
    return bool(_ADDRESSES_THE_MARKER.search(text) or _FORGED.search(text))
