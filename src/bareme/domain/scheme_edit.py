"""Edit a marking scheme: an edit keeps what it does not name, and what it drops can be listed."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.shorthand import parse_shorthand, shorthand_paths

DroppedField = Literal[
    "question", "text", "expected_answer", "criteria", "guidelines", "coefficient", "best_of", "follow_through", "name"
]
_FIELDS: tuple[DroppedField, ...] = (
    *("text", "expected_answer", "criteria", "guidelines"),
    *("coefficient", "best_of", "follow_through"),
)


class Dropped(FrozenModel):
    """Something that an edit takes out of a scheme."""

    question_id: str = Field("", description="The question; empty if it is about the whole scheme.")
    what: DroppedField = Field(description="The whole question, or what is left out of it.")


def dropped_by(old: GradingScheme, new: GradingScheme) -> tuple[Dropped, ...]:
    """Return what is in `old` and no longer in `new`, by question id. A changed value is not dropped."""
    dropped = [Dropped(what="name")] if old.name and not new.name else []
    for before in old.walk():
        after = new.question(before.id)
        if after is None:
            dropped.append(Dropped(question_id=before.id, what="question"))
            continue
        kept = _given_fields(after)
        dropped += [Dropped(question_id=before.id, what=name) for name in _given_fields(before) if name not in kept]
    return tuple(dropped)


def _is_given(question: Question, name: str) -> bool:
    return bool(getattr(question, name) != Question.model_fields[name].get_default())


def merge_shorthand(old: GradingScheme, shorthand: str, *, replace: bool = False) -> GradingScheme:
    """Return `old` with what `shorthand` names: the points of questions, and new questions.

    A question of `old` is found by the path of names that leads to it, or by its id. It keeps its id, texts, criteria,
    coefficient and choice. Questions that are not named stay, or are removed if `replace` is set. If all of a level are
    named, they follow the order of `shorthand`.

    Raises:
        InvalidShorthand: the text cannot be parsed.
    """
    return _merged(old, parse_shorthand(shorthand), replace=replace, is_shorthand=True)


def merge_scheme(old: GradingScheme, new: GradingScheme, *, replace: bool = False) -> GradingScheme:
    """Return `old` with the questions of `new`, found by their ids or paths of names, or with `replace` just `new`.

    A question takes from `new` what is given there, and keeps the rest.
    """
    return new if replace else _merged(old, new, replace=False, is_shorthand=False)


def _merged(old: GradingScheme, new: GradingScheme, *, replace: bool, is_shorthand: bool) -> GradingScheme:
    old, new = old.with_unique_ids(), new.with_unique_ids()
    merge = _Merge(old, new, replace=replace, is_shorthand=is_shorthand)
    named = {} if is_shorthand else {"name": new.name or old.name}
    amended = old.model_copy(update={"questions": merge.questions(), **named})
    # The printed total no longer applies if the points have changed.
    return amended if amended.total == old.total else amended.model_copy(update={"printed_total": None})


class _Merge:
    """One merge of two schemes."""

    def __init__(self, old: GradingScheme, new: GradingScheme, *, replace: bool, is_shorthand: bool) -> None:
        self.old = old
        self.replace = replace
        self.is_shorthand = is_shorthand
        self.known = self._find_known(new)
        """The question of `old` for each id of `new` that names one."""
        self.elsewhere: dict[str, Question] = {}
        """Questions of `new` by the id of the question of `old` that they name from another place."""
        self.new = new.questions if replace else self._in_place(new.questions, old.questions)

    def _find_known(self, new: GradingScheme) -> dict[str, Question]:
        by_path = dict(shorthand_paths(self.old))
        by_id = {question.id: question for question in self.old.walk()}
        known: dict[str, Question] = {}
        for path, typed in shorthand_paths(new):
            found = (by_path.get(path), by_id.get(typed.id))
            # A quoted label such as "Ex 2.a" may be the id of a part.
            named = by_id.get(typed.name) if len(path) == 1 else None
            question = next(filter(None, (*(found if self.is_shorthand else found[::-1]), named)), None)
            if question is not None:
                known[typed.id] = question
        return known

    def _in_place(self, new: Sequence[Question], old: Sequence[Question]) -> tuple[Question, ...]:
        """Return `new` without the questions that are in another place of the old scheme, which go to `elsewhere`."""
        here = {question.id for question in old}
        kept: list[Question] = []
        for typed in new:
            known = self.known.get(typed.id)
            if known is not None and known.id not in here:
                self.elsewhere[known.id] = typed
                continue
            parts = self._in_place(typed.parts, known.parts if known else ())
            if parts or known or not typed.parts:
                kept.append(typed.model_copy(update={"parts": parts}))
        return tuple(kept)

    def questions(self) -> tuple[Question, ...]:
        """Return the merged questions."""
        return self._level(self.old.questions, self.new)

    def _level(self, old: Sequence[Question], new: Sequence[Question]) -> tuple[Question, ...]:
        named = {self.known[typed.id].id: typed for typed in new if typed.id in self.known}
        if self.replace or all(question.id in named for question in old):
            return tuple(self._question(self.known.get(typed.id), typed) for typed in new)
        kept = [self._question(question, named.get(question.id)) for question in old]
        return (*kept, *(self._question(None, typed) for typed in new if typed.id not in self.known))

    def _question(self, known: Question | None, typed: Question | None) -> Question:
        if known is None:
            assert typed is not None  # noqa: S101 - one of both is given
            return typed.model_copy(update={"parts": self._level((), typed.parts)})
        typed = typed or self.elsewhere.get(known.id)
        parts = self._level(known.parts, typed.parts if typed else ())
        if typed is None:
            return known.model_copy(update={"parts": parts})
        maximum = typed.max_points
        if maximum is None and not self.replace and bool(parts) == bool(known.parts):
            maximum = known.max_points
        best_of = known.best_of if known.best_of is not None and known.best_of <= len(parts) else None
        update: dict[str, object] = {"max_points": maximum, "parts": parts, "best_of": best_of}
        if parts and not known.parts:
            update["criteria"] = ()  # they sum to the points of a question without parts
        if not self.is_shorthand:
            update["label"] = typed.label or known.label
            update |= {name: getattr(typed, name) for name in _given_fields(typed)}
        return known.model_copy(update=update)


def _given_fields(question: Question) -> list[DroppedField]:
    return [name for name in _FIELDS if name in Question.model_fields and _is_given(question, name)]
