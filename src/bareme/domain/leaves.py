"""The leaf questions of all versions of a scheme, with their names for tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bareme.domain.points import Language, format_points
from bareme.domain.scheme import GradingScheme, Question
from bareme.translation import translator

_ONE = Decimal(1)


@dataclass(frozen=True)
class Leaf:
    """A leaf question with its place in the scheme.

    Two versions of a question that differ in maximum, coefficient or choice are two leaves, so that a table column
    never mixes marks out of different maxima.
    """

    question: Question
    groups: tuple[str, ...] = ()
    """Names of its groups, outermost first."""
    coefficient: Decimal = _ONE
    """The product of its coefficient and those of its groups."""
    choice: tuple[int, int] | None = None
    """Of the nearest group with `best_of`: how many parts count, and how many parts it has."""
    versions: tuple[int, ...] = ()
    """The versions of the scheme that contain it, latest first."""
    is_older: bool = False
    """Whether the latest version does not contain it."""

    @property
    def path(self) -> str:
        """The names of its groups and its own, without the id: "Exercice 1 › Énergie"."""
        own = () if self.question.name == self.question.id else (self.question.name,)
        return " › ".join((*self.groups, *own))

    @property
    def title(self) -> str:
        """The id and, if it adds information, the path: "1.a – Exercice 1 › Énergie"."""
        path, question_id = _letters(self.path), _letters(self.question.id)
        if not path or path == question_id:
            return self.question.id
        return self.path if path.endswith(question_id) else f"{self.question.id} – {self.path}"

    def out_of(self, language: Language) -> str:
        """Return the maximum: "/5"."""
        return f"/{format_points(self.question.maximum, language)}"

    def worth(self, language: Language) -> str:
        """Return the maximum and the coefficient: "/5", "/5 ×2"."""
        out_of = self.out_of(language)
        if self.coefficient == _ONE:
            return out_of
        factor = f"{self.coefficient:f}"  # a product of coefficients may have more than two places
        return f"{out_of} ×{translator(language).decimal(factor)}"

    @property
    def version_names(self) -> str:
        """The versions that contain it ("v1, v2") if the latest does not, else an empty string."""
        return ", ".join(f"v{version}" for version in sorted(self.versions)) if self.is_older else ""


def leaves_of(schemes: Iterable[GradingScheme]) -> tuple[Leaf, ...]:
    """Return the leaves of all versions, in the order of the latest, each followed by its older forms."""
    ordered = sorted(schemes, key=lambda scheme: -scheme.version)
    found: dict[tuple[str, Decimal, Decimal, object], Leaf] = {}
    for scheme in ordered:
        for leaf in _leaves(scheme):
            key = (leaf.question.id, leaf.question.maximum, leaf.coefficient, leaf.choice)
            known = found.get(key, replace(leaf, is_older=scheme is not ordered[0]))
            found[key] = replace(known, versions=(*known.versions, scheme.version))
    places = {leaf.question.id: place for place, leaf in reversed(list(enumerate(found.values())))}
    return tuple(sorted(found.values(), key=lambda leaf: places[leaf.question.id]))


def _leaves(scheme: GradingScheme) -> Iterator[Leaf]:
    def below(
        question: Question, groups: tuple[str, ...], coefficient: Decimal, choice: tuple[int, int] | None
    ) -> Iterator[Leaf]:
        coefficient *= question.coefficient
        if not question.parts:
            yield Leaf(question, groups, coefficient.normalize() + 0, choice)
        if question.best_of is not None:
            choice = (question.best_of, len(question.parts))
        for part in question.parts:
            yield from below(part, (*groups, question.name), coefficient, choice)

    for question in scheme.questions:
        yield from below(question, (), _ONE, None)


def titles_of(scheme: GradingScheme) -> dict[str, str]:
    """Return the title of each leaf by its id."""
    return {leaf.question.id: leaf.title for leaf in leaves_of([scheme])}


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
