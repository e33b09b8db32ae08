"""The questions that carry marks, under whichever version of a scheme, and what to call them in a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bareme.domain.points import Language, format_points
from bareme.domain.scheme import GradingScheme, Question
from bareme.translation import translator

_ONE = Decimal(1)


@dataclass(frozen=True)
class Leaf:
    """A question that carries marks, and where it stands in the scheme.

    Two versions of a question that differ in what a mark is worth are two leaves: one column holds no marks out of
    different maxima.
    """

    question: Question
    groups: tuple[str, ...] = ()
    """Names of the groups that it stands in, from the outermost inwards."""
    coefficient: Decimal = _ONE
    """What its points are multiplied by, the coefficients of its groups included."""
    choice: tuple[int, int] | None = None
    """Of the nearest group that counts its best parts alone: how many count, and of how many."""
    versions: tuple[int, ...] = ()
    """The versions of the scheme that it is in, the latest first."""
    is_older: bool = False
    """Whether the latest version that a copy is under does not hold it."""

    @property
    def path(self) -> str:
        """Names from the outermost group inwards, without the id: "Exercice 1 › Énergie"."""
        own = () if self.question.name == self.question.id else (self.question.name,)
        return " › ".join((*self.groups, *own))

    @property
    def title(self) -> str:
        """The id, which other columns refer to, and the path where it says more: "1.a – Exercice 1 › Énergie"."""
        path, question_id = _letters(self.path), _letters(self.question.id)
        if not path or path == question_id:
            return self.question.id
        return self.path if path.endswith(question_id) else f"{self.question.id} – {self.path}"

    def worth(self, language: Language) -> str:
        """Return what a mark is out of and how often it counts: "/5", "/5 ×2"."""
        out_of = f"/{format_points(self.question.maximum, language)}"
        if self.coefficient == _ONE:
            return out_of
        factor = f"{self.coefficient:f}"  # of nested coefficients it may have more than two places
        return f"{out_of} ×{translator(language).decimal(factor)}"

    @property
    def version_names(self) -> str:
        """The versions that it is in, where the latest is not among them: "v1, v2"; else empty."""
        return ", ".join(f"v{version}" for version in sorted(self.versions)) if self.is_older else ""


def leaves_of(schemes: Iterable[GradingScheme]) -> tuple[Leaf, ...]:
    """Return the leaves of every version: those of the latest in their order, each followed by its older forms."""
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
    """Return what to call each leaf, by its id."""
    return {leaf.question.id: leaf.title for leaf in leaves_of([scheme])}


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
