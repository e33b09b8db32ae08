"""Ways of answering: what people write around an answer, in four languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.answer_cases import Case


@dataclass(frozen=True)
class Key:
    """A key and answers to it, as short as people give them."""

    kind: str
    text: str
    right: Sequence[str]
    """Answers that deserve all the points."""
    wrong: Sequence[str]
    """Answers that deserve none."""
    language: str = "fr"
    question: str = ""
    parts: dict[str, float] = field(default_factory=dict)
    """Answers that deserve a part: the share of the points."""
    sole: bool = True
    """Whether there is one answer, so that one with another beside it deserves nothing."""
    criteria: tuple[tuple[str, str], ...] = ()


_SENTENCES = {
    "fr": ("La réponse est {}.", "C'est {}.", "On trouve {}"),
    "en": ("The answer is {}.", "It is {}.", "I get {}"),
    "de": ("Die Antwort ist {}.", "Es ist {}.", "Ich erhalte {}"),
    "es": ("La respuesta es {}.", "Es {}.", "Se obtiene {}"),
}
_DENIALS = {
    "fr": ("Ce n'est pas {}.", "{} est faux", "Surtout pas {}", "tout sauf {}", "le contraire de {}", "jamais {}"),
    "en": ("It isn't {}.", "{} is wrong", "certainly not {}", "anything but {}", "the opposite of {}", "never {}"),
    "de": ("Es ist nicht {}.", "{} ist falsch", "alles außer {}", "das Gegenteil von {}", "keinesfalls {}", "nie {}"),
    "es": ("No es {}.", "{} es falso", "todo menos {}", "lo contrario de {}", "nunca {}", "excepto {}"),
}
_MIXED = {
    "fr": ("{} ou {}", "{} ou bien {}", "On croit que c'est {}, mais c'est {}.", "{}... non, {}", "pas {} mais {}"),
    "en": ("{} or {}", "either {} or {}", "People say {}, but it is {}.", "{}... no, {}", "not {} but {}"),
    "de": ("{} oder {}", "entweder {} oder {}", "Man meint {}, aber es ist {}.", "{} - nein, {}", "nicht {}, sondern {}"),
    "es": ("{} o {}", "o {} o {}", "Se dice {}, pero es {}.", "{}... no, {}", "no {} sino {}"),
}  # fmt: skip


def answered(key: Key) -> Iterator[Case]:
    """Yield the answers to `key` in every way of answering whose worth is known."""
    for text in key.right:
        for said in (text, f"  {text}\n", f"{text}.", *(way.format(text) for way in _SENTENCES[key.language])):
            yield _case(key, "right", said, 1)
    for text in key.wrong:
        for said in (text, f"{text}.", *(way.format(text) for way in _SENTENCES[key.language][:2])):
            yield _case(key, "wrong", said, 0)
    for text, share in key.parts.items():
        yield _case(key, "in part", text, share)
    for way in _DENIALS[key.language]:
        yield _case(key, "denied", way.format(key.right[0]), 0)
    if key.sole:
        for way in _MIXED[key.language]:
            yield _case(key, "mixed", way.format(key.right[0], key.wrong[0]), 0)
    yield _case(key, "beside the point", {"fr": "je ne sais pas", "en": "no idea", "de": "keine Ahnung"}.get(
        key.language, "ni idea"), 0)  # fmt: skip


def _case(key: Key, way: str, answer: str, share: float) -> Case:
    return Case(f"{key.kind}, {way}", key.text, answer, share, key.criteria, key.question)
