"""What people read, in their language: English in the source, every other language in a gettext catalogue.

A text that is shown at once goes through the translator of a language: `t("There is no copy {copy_id!r}.", copy_id=…)`.
A text that is shown later, or in several languages, is a `Message`, and `t(message)` shows it.
"""

import gettext
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

DOMAIN = "bareme"
SOURCE_LANGUAGE = "en"
LOCALE = Path(__file__).with_name("locale")
_DIGITS = 30  # a number of more digits is written with an exponent


class Message:
    """A text and the values of its placeholders, translated when it is shown.

    `values` hold texts, numbers, other messages, and lists of these. With `plural`, the value `n` chooses between
    singular and plural. `context` tells apart words that are one in English and two in another language.
    """

    __slots__ = ("context", "id", "n", "plural", "values")

    def __init__(self, message: str, /, **values: object) -> None:
        self.id = message
        self.values: Mapping[str, object] = values
        self.context = ""
        self.plural = ""
        self.n = 0

    @classmethod
    def ngettext(cls, singular: str, plural: str, n: int, /, **values: object) -> "Message":
        """Return a message whose form depends on `n`, which both forms may show as `{n}`."""
        message = cls(singular, n=n, **values)
        message.plural, message.n = plural, n
        return message

    @classmethod
    def pgettext(cls, context: str, message: str, /, **values: object) -> "Message":
        """Return a message whose translation depends on its context."""
        contextual = cls(message, **values)
        contextual.context = context
        return contextual

    def __str__(self) -> str:
        return translator(SOURCE_LANGUAGE)(self)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.context, self.id))

    def _key(self) -> tuple[str, str, str, Mapping[str, object]]:
        return self.context, self.id, self.plural, self.values


class Translator:
    """Writes messages and numbers in one language."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue
        self._templates: dict[tuple[str, str], str] = {}
        self.name = catalogue.info().get("language-team", "English")
        """What the language is called in English."""
        self.decimal_sign = self.pgettext("decimal sign", ".")
        self.thousands_separator = self.pgettext("thousands separator", ",")

    def __call__(self, message: str | Message, /, **values: object) -> str:
        """Return the text in this language, with its placeholders filled in."""
        if isinstance(message, str):
            return self._fill(self._template(message), values)
        if message.plural:
            form = self._catalogue.ngettext(message.id, message.plural, message.n)
            return self._fill(typeset(form, self.language), message.values)
        return self._fill(self._template(message.id, message.context), message.values)

    def knows(self, message: Message) -> bool:
        """Return whether the catalogue has this text."""
        found = self._catalogue.pgettext(message.context, message.id) if message.context else ""
        return (found or self._catalogue.gettext(message.id)) != message.id

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Return the form that `n` asks for. Both forms may show it as `{n}`."""
        return self(Message.ngettext(singular, plural, n, **values))

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Return the translation that a word has in this context."""
        return self._fill(self._template(message, context), values)

    def decimal(self, number: str) -> str:
        """Return a number written with a decimal point with the decimal sign of this language."""
        return number.replace(".", self.decimal_sign)

    def number(self, value: Decimal) -> str:
        """Return the shortest notation: "2", "2.5"."""
        text = f"{value:f}" if abs(value.adjusted()) < _DIGITS else str(value)
        return self.decimal(text.rstrip("0").rstrip(".") if "." in text else text)

    def integer(self, value: int) -> str:
        """Return a whole number with its thousands apart: "43,135"."""
        return f"{value:,}".replace(",", self.thousands_separator)

    def enumerate(self, items: Iterable[object]) -> str:
        """Return the items one after the other, separated by commas."""
        return ", ".join(str(self._write(item)) for item in items)

    def _template(self, message: str, context: str = "") -> str:
        template = self._templates.get((context, message))
        if template is None:
            found = self._catalogue.pgettext(context, message) if context else self._catalogue.gettext(message)
            template = self._templates[context, message] = typeset(found, self.language)
        return template

    def _fill(self, template: str, values: Mapping[str, object]) -> str:
        # As in logging, a text without values is not a format: it may hold braces.
        return template.format(**{name: self._write(value) for name, value in values.items()}) if values else template

    def _write(self, value: object) -> object:
        if isinstance(value, Message):
            return self(value)
        if isinstance(value, Decimal):
            return self.number(value)
        if isinstance(value, list | tuple):
            return self.enumerate(value)
        return value


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are catalogues of, and English, the language of the source."""
    catalogues = LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o")
    return (*sorted({path.parent.parent.name for path in catalogues}), SOURCE_LANGUAGE)


@cache
def translator(language: str) -> Translator:
    """Return the translator of a language.

    Raises:
        ValueError: there is no catalogue of it.
        RuntimeError: its catalogue is not compiled.
    """
    if language == SOURCE_LANGUAGE:
        return Translator(language, gettext.NullTranslations())
    if language not in languages():
        raise ValueError(f"there is no language {language!r}: choose one of {', '.join(languages())}")
    try:
        return Translator(language, gettext.translation(DOMAIN, LOCALE, [language]))
    except FileNotFoundError:
        raise RuntimeError(f"the catalogue of {language!r} is not compiled: run `make install`") from None


def is_translated(message: Message) -> bool:
    """Return whether a catalogue has the text: then it is the source's own, and was not put together from values."""
    return any(translator(language).knows(message) for language in languages() if language != SOURCE_LANGUAGE)


def load_translators() -> None:
    """Read every catalogue now: later, an event loop would wait for the files."""
    for language in languages():
        translator(language)


_NO_BREAK = re.compile(r"(?<=«) | (?=[:;?!»%$])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«{])")


def typeset(template: str, language: str) -> str:
    """Return a French template with curved apostrophes and no-break spaces; others as they are.

    Only the template: what stands in for a placeholder (a command, a file name, an answer) is not ours to change.
    """
    return _APOSTROPHE.sub("’", _NO_BREAK.sub("\u00a0", template)) if language == "fr" else template
