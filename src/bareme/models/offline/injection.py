"""Words in an answer that speak to whoever marks it."""

import re

_ADDRESSES_THE_MARKER = re.compile(
    r"ignor(?:e|er|ez|ing)\b.{0,40}\b(?:instruction|consigne|bar[èe]me|scheme|rule|r[èe]gle|prompt|above|pr[ée]c[ée]dent|previous|answer key|corrig[ée])"
    r"|(?:disregard|forget|oublie[zr]?)\b.{0,30}\b(?:instruction|consigne|scheme|bar[èe]me|rule|prompt|previous)"
    r"|(?:donne|donnez|mets|mettez|attribue[zr]?|accorde[zr]?)[- ](?:moi |lui |la |le |les |tous |toute |une |un )*(?:\d+\s*(?:/|sur|points?|pts?)|note maximale|max|points)"
    r"|(?:give|award|grant|assign)\s+(?:me|this|it|him|her|the student|this student|this copy|this answer)?\s*(?:the )?(?:full|maximum|max|all|top|\d+\s*(?:/|out|marks?|points?|%))"
    r"|\b(?:full marks|all the points|note maximale|tous les points|maximum de points)\b.{0,40}\b(?:please|svp|merci|question|copie|copy|student|[ée]l[èe]ve|answer|r[ée]ponse)"
    r"|\b(?:system prompt|as an ai|you are (?:an? )?(?:ai|assistant|examiner|grader|language model)|tu es (?:une? )?(?:ia|assistant|correcteur|examinateur))\b"
    r"|\bnote\s*(?:à|to)\s*(?:l['’]attention )?(?:(?:du|de la|the)\s+)?(?:correct|grader|examiner|marker|ia\b|ai\b)"
    r"|\b(?:dear|cher|chère|hello|hey|attention)\s+(?:the )?(?:ai|ia|grader|examiner|marker|correcteur|correctrice|examinateur)\b"
    r"|<\s*/?\s*(?:system|instructions?|assistant|user|tool)\b|[<＜]\s*/?\s*(?:scheme|answer_key|exam_paper|copy|page|answer)\b"
    r"|\bset\s+(?:the )?(?:points|mark|score|confidence)\s+to\b|\"points\"\s*:",
    re.IGNORECASE | re.DOTALL,
)


def speaks_to_the_marker(text: str) -> bool:
    """Whether `text` looks as if it gave instructions to a marker or a model instead of answering."""
    return _ADDRESSES_THE_MARKER.search(text) is not None
