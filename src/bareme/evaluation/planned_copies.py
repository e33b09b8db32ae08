"""Group answers into copies, and copies into sessions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bareme.domain.copies import PageRef
from bareme.evaluation.items import EvaluationItem
from bareme.evaluation.page_files import Pages


@dataclass(frozen=True)
class PlannedCopy:
    """A copy: its items by question and their pages; typed if it has no pages."""

    items: Mapping[str, EvaluationItem]
    pages: tuple[PageRef, ...] = ()

    @property
    def answers(self) -> dict[str, str]:
        """Its typed answers by question; empty if it has pages."""
        return {} if self.pages else {number: item.answer or "" for number, item in self.items.items()}


@dataclass
class _Draft:
    items: dict[str, EvaluationItem] = field(default_factory=dict)
    pages: dict[PageRef, None] = field(default_factory=dict)

    def planned(self) -> PlannedCopy:
        # Pages of a file are in their order, regardless of the order of questions.
        files = list(dict.fromkeys(page.document_id for page in self.pages))
        return PlannedCopy(
            self.items, tuple(sorted(self.pages, key=lambda page: (files.index(page.document_id), page.index)))
        )


def plan_copies(questions: Iterable[Sequence[EvaluationItem]], pages: Pages) -> list[PlannedCopy]:
    """Return the copies for the items of each question; questions are numbered from "1".

    A student's typed answers form one copy, and answers on pages another. A student with several answers to one
    question has several copies; answers on the same pages share one. If the student is unknown, answers on the same
    pages form one copy, and each typed answer is a copy of its own.
    """
    drafts: list[_Draft] = []
    by_owner: defaultdict[object, list[_Draft]] = defaultdict(list)
    for number, items in enumerate(questions, start=1):
        for item in items:
            own = pages.get(item.item_id, ())
            drafts_of_owner = by_owner[_owner(item, own)]
            free = [draft for draft in drafts_of_owner if str(number) not in draft.items]
            shared = (draft for draft in free if not draft.pages.keys().isdisjoint(own))
            draft = next(shared, None) or next(iter(free), None)
            if draft is None:
                draft = _Draft()
                drafts.append(draft)
                drafts_of_owner.append(draft)
            draft.items[str(number)] = item
            draft.pages |= dict.fromkeys(own)
    return [draft.planned() for draft in drafts]


def group_copies(copies: Sequence[PlannedCopy], max_copies: int) -> list[tuple[PlannedCopy, ...]]:
    """Return the copies of each session: equal numbers up to `max_copies`, and no page twice in a session."""
    groups: list[tuple[set[PageRef], list[PlannedCopy]]] = []
    for copy in copies:
        group = next((group for group in groups if group[0].isdisjoint(copy.pages)), None)
        if group is None:
            group = (set(), [])
            groups.append(group)
        group[0].update(copy.pages)
        group[1].append(copy)
    sessions = []
    for _, own in groups:
        number = -(-len(own) // max_copies)
        bounds = (len(own) * place // number for place in range(number + 1))
        sessions += [tuple(own[start:end]) for start, end in pairwise(bounds)]
    return sessions


def _owner(item: EvaluationItem, pages: tuple[PageRef, ...]) -> object:
    if item.student_id:
        return item.student_id, bool(pages)
    return pages or item.item_id
