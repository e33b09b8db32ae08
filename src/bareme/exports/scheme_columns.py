"""The columns of a scheme's CSV and the words in them: written in one language, read in every language."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.criteria import CriterionKind
from bareme.translation import Message, languages, translator


@dataclass(frozen=True)
class Column:
    """A column: its field in the model, its title, and other accepted titles."""

    field: str
    title: Message
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("row", Message("Row"), ("type",)),
    Column("depth", Message("Depth"), ("profondeur", "level")),
    Column("id", Message("ID")),
    Column("name", Message.pgettext("question", "Name"), ("nom", "libelle", "question", "label", "title")),
    Column("points", Message("Points"), ("bareme", "max points", "marks", "maximum")),
    Column("text", Message("Text or description"), ("enonce", "text", "description")),
    Column("expected_answer", Message("Expected answer"), ("corrige", "answer")),
    Column("guidelines", Message("Guidelines"), ("consignes", "remarks")),
    Column("coefficient", Message("Coefficient"), ("coeff", "coef", "weight")),
    Column("best_of", Message("Best parts counted"), ("best of",)),
    Column("follow_through", Message("Follow-through")),
    Column("kind", Message("Criterion kind"), ("kind",)),
    Column("bonus", Message("Bonus")),
    Column("group", Message("Exclusive group"), ("group", "groupe")),
    Column("version", Message("Version")),
    Column("deleted", Message("Deleted")),
)
"""All columns in the order of the file."""

ROWS = {
    "scheme": Message("scheme"),
    "question": Message("question"),
    "criterion": Message("criterion"),
    "level": Message("level"),
}
"""The kinds of rows."""

KINDS = {
    CriterionKind.RANGE: Message("range"),
    CriterionKind.ALL_OR_NOTHING: Message("all or nothing"),
    CriterionKind.LEVELS: Message("levels"),
}

YES, NO = Message("yes"), Message("no")
_YES_WORDS = ("o", "y", "x", "vrai", "true", "1")
_NO_WORDS = ("", "n", "faux", "false", "0")

_PLAIN = str.maketrans("éèêëàâîïôûùç_-’", "eeeeaaiiouuc  '")


def plain(text: str) -> str:
    """Return a title or word normalised for comparison: lower case, without accents, single spaces."""
    return " ".join(text.casefold().translate(_PLAIN).split())


def _in_every_language(message: Message) -> set[str]:
    return {plain(translator(language)(message)) for language in languages()}


def column_fields() -> dict[str, str]:
    """Return the fields by column title, in every language."""
    return {
        title: column.field
        for column in COLUMNS
        for title in (*_in_every_language(column.title), *map(plain, column.also), plain(column.field))
    }


def row_words() -> dict[str, str]:
    """Return the kinds of rows by word, in every language."""
    return _words(ROWS)


def kind_words() -> dict[str, CriterionKind]:
    """Return the kinds of criteria by word, in every language."""
    return _words(KINDS)


def flag_words() -> dict[str, bool]:
    """Return the values of the words for yes and no, in every language."""
    yes, no = _in_every_language(YES).union(_YES_WORDS), _in_every_language(NO).union(_NO_WORDS)
    return {**dict.fromkeys(no, False), **dict.fromkeys(yes, True)}


def _words[K: str](messages: Mapping[K, Message]) -> dict[str, K]:
    return {word: key for key, message in messages.items() for word in (plain(key), *_in_every_language(message))}
