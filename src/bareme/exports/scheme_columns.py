"""The columns of a scheme's CSV: what they are called in both languages, and the words that stand in them."""

from dataclasses import dataclass

from bareme.domain.criteria import CriterionKind
from bareme.domain.points import Language


@dataclass(frozen=True)
class Column:
    """One column. `field` is the name in the model; `titles` are what it is written as, `also` what is read too."""

    field: str
    titles: dict[Language, str]
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("row", {"fr": "Ligne", "en": "Row"}, ("type",)),
    Column("depth", {"fr": "Niveau", "en": "Depth"}, ("profondeur", "level")),
    Column("id", {"fr": "Identifiant", "en": "ID"}),
    Column("name", {"fr": "Intitulé", "en": "Name"}, ("nom", "libelle", "question", "label", "title")),
    Column("points", {"fr": "Points", "en": "Points"}, ("bareme", "max points", "marks", "maximum")),
    Column("text", {"fr": "Énoncé ou description", "en": "Text or description"}, ("enonce", "text", "description")),
    Column("expected_answer", {"fr": "Réponse attendue", "en": "Expected answer"}, ("corrige", "answer")),
    Column("coefficient", {"fr": "Coefficient", "en": "Coefficient"}, ("coeff", "coef", "weight")),
    Column("best_of", {"fr": "Meilleures parties comptées", "en": "Best parts counted"}, ("best of",)),
    Column("follow_through", {"fr": "Erreur reportée admise", "en": "Follow-through"}),
    Column("kind", {"fr": "Notation du critère", "en": "Criterion kind"}, ("kind",)),
    Column("bonus", {"fr": "Bonus", "en": "Bonus"}),
    Column("group", {"fr": "Groupe exclusif", "en": "Exclusive group"}, ("group", "groupe")),
    Column("version", {"fr": "Version", "en": "Version"}),
    Column("deleted", {"fr": "Supprimé", "en": "Deleted"}),
)
"""In the order that they are written in."""

ROWS: dict[str, dict[Language, str]] = {
    "scheme": {"fr": "barème", "en": "scheme"},
    "question": {"fr": "question", "en": "question"},
    "criterion": {"fr": "critère", "en": "criterion"},
    "level": {"fr": "palier", "en": "level"},
}
"""What a row is about."""

KINDS: dict[CriterionKind, dict[Language, str]] = {
    CriterionKind.RANGE: {"fr": "libre", "en": "range"},
    CriterionKind.ALL_OR_NOTHING: {"fr": "tout ou rien", "en": "all or nothing"},
    CriterionKind.LEVELS: {"fr": "paliers", "en": "levels"},
}

YES: dict[Language, str] = {"fr": "oui", "en": "yes"}
YES_WORDS = frozenset({"oui", "yes", "o", "y", "x", "vrai", "true", "1"})
NO_WORDS = frozenset({"", "non", "no", "n", "faux", "false", "0"})

_PLAIN = str.maketrans("éèêëàâîïôûùç_-", "eeeeaaiiouuc  ")


def plain(text: str) -> str:
    """Return a title or a word as it is compared: small letters, no accents, single spaces."""
    return " ".join(text.casefold().translate(_PLAIN).split())


TITLES = {
    plain(title): column.field for column in COLUMNS for title in (*column.titles.values(), *column.also, column.field)
}
ROW_WORDS = {plain(word): row for row, words in ROWS.items() for word in (row, *words.values())}
KIND_WORDS = {plain(word): kind for kind, words in KINDS.items() for word in (kind.value, *words.values())}
