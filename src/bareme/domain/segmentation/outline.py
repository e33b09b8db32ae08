"""The scheme's questions as an outline in which labels are looked up."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bareme.domain.segmentation.labels import AnswerLabel, is_group_label, own_steps

Path = tuple[str, ...]


class LabelledQuestion(Protocol):
    """What is looked at of a question."""

    @property
    def id(self) -> str:
        """Its id in the scheme."""
        ...

    @property
    def label(self) -> str:
        """Its label on the paper, if it has one."""
        ...

    @property
    def parts(self) -> "tuple[LabelledQuestion, ...]":
        """Its parts; empty for a leaf."""
        ...


@dataclass(frozen=True)
class CopyOutline:
    """The path of each question, as steps such as ("1", "a"), and the leaf at its end if there is one."""

    leaves: dict[Path, str]
    """Leaf ids by path, in the scheme's order."""
    prefixes: frozenset[Path]
    """The paths of all leaves and of the groups above them."""
    groups: frozenset[Path]
    """The paths of groups called exercise, part or section."""
    titles: dict[str, Path]
    """The paths of questions with a title instead of a number, by title in lower case."""
    fold: bool = False
    """Whether "A" and "a" are the same step."""

    def below(self, path: Path) -> list[str]:
        """Return the ids of the leaves at or below `path`, in order."""
        return [leaf for at, leaf in self.leaves.items() if at[: len(path)] == path]

    def find(self, label: AnswerLabel, here: Path, visited: set[str]) -> Path | None:
        """Return the path that `label` means after the question at `here`, or None.

        The nearest path wins: "b)" after "Exercice 2, a)" is 2.b. If none is near, the label must be unique in the
        outline, or among the paths not yet `visited`.
        """
        steps = tuple(step.lower() for step in label.steps) if self.fold else label.steps
        if label.word == "group":
            return self._find_group(steps)
        for depth in range(len(here), -1, -1):
            path = (*here[:depth], *steps)
            if path in self.prefixes:
                return path
        return self._find_anywhere(steps, here, visited)

    def _find_group(self, steps: Path) -> Path | None:
        named = [path for path in self.groups if path[-len(steps) :] == steps]
        if len(named) == 1:
            return named[0]
        if steps in self.prefixes:
            return steps
        # "Ex 2 b": a group and its part in one label.
        inner = [
            path for path in self.prefixes if path[-len(steps) :] == steps and path[: -len(steps) + 1] in self.groups
        ]
        return inner[0] if len(inner) == 1 else None

    def _find_anywhere(self, steps: Path, here: Path, visited: set[str]) -> Path | None:
        found = [path for path in sorted(self.prefixes, key=self._order) if path[-len(steps) :] == steps]
        fresh = [path for path in found if any(leaf not in visited for leaf in self.below(path))]
        if len(found) == 1:
            return found[0]
        if len(fresh) == 1 or (fresh and not here):
            return fresh[0]
        return None

    def _order(self, path: Path) -> int:
        return next(rank for rank, at in enumerate(self.leaves) if at[: len(path)] == path)


@lru_cache(maxsize=128)
def outline_of(scheme: tuple[LabelledQuestion, ...], *, fold: bool = False) -> CopyOutline:
    """Return the outline of `scheme`. With `fold`, "A" and "a" are the same step."""
    leaves: dict[Path, str] = {}
    groups: set[Path] = set()
    titles: dict[str, Path] = {}

    def visit(question: LabelledQuestion, above: Path) -> None:
        steps = _steps_below(question, above)
        if fold:
            steps = tuple(step.lower() for step in steps)
        path = (*above, *steps)
        if question.parts and is_group_label(question.label):
            groups.add(path)
        if not own_steps(question.label) and question.label:
            titles[question.label.casefold()] = path
        if not question.parts:
            # Of two questions with one label only the first is found, so that the second does not take its answer.
            leaves.setdefault(path, question.id)
        for part in question.parts:
            visit(part, path)

    for question in scheme:
        visit(question, ())
    prefixes = frozenset(path[:depth] for path in leaves for depth in range(1, len(path) + 1))
    return CopyOutline(leaves=leaves, prefixes=prefixes, groups=frozenset(groups), titles=titles, fold=fold)


def _steps_below(question: LabelledQuestion, above: Path) -> Path:
    """Return the steps that `question` adds to the path `above`."""
    for name in (question.label, question.id):
        steps = own_steps(name)
        if len(steps) > len(above) > 0 and steps[: len(above)] == above:
            return steps[len(above) :]
        if steps:
            return steps
    return (question.id.casefold(),)
