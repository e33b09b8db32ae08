"""Which column of an edited file holds what, by its title, wherever it stands by then."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bareme.domain.leaves import Leaf
from bareme.exports.descriptions import describe_worth
from bareme.exports.material import ExportMaterial
from bareme.exports.stamps import Part, Stamp, Subject
from bareme.translation import Translator, translator

_WORTH = re.compile(r" \(?/\d[^()]*\)?")
"""The maximum behind the title of a question."""
# The titles of the flat CSV are the same in every language.
_FLAT_COLUMN = "Question ID"
_QUESTION_FEEDBACK = "Question Feedback"
_FLAT = {"Student Name": Part.NAME, "Feedback": Part.FEEDBACK, _QUESTION_FEEDBACK: Part.FEEDBACK}
_FLAT_QUESTIONS = {**_FLAT, "Points Earned": Part.MARK}
_FLAT_CRITERIA = {**_FLAT, "Points Given": Part.MARK, "Points Earned": Part.COMPUTED}


@dataclass(frozen=True)
class Column:
    """A column: its position, its title, and what its cells say."""

    position: int
    title: str
    part: Part
    question_id: str = ""
    """The question of a column of marks, where a row is a copy's."""

    def subject(self, stamp: Stamp) -> Subject:
        """Return what the cell of a row is about."""
        if self.part is Part.NAME:
            return Subject(stamp.copy_id, Part.NAME)
        about_question = self.title == _QUESTION_FEEDBACK
        return Subject(
            stamp.copy_id,
            self.part,
            self.question_id or stamp.question_id,
            "" if about_question else stamp.criterion_id,
        )


class ColumnTitles:
    """The titles of all exports of a session that are read back."""

    def __init__(self, material: ExportMaterial) -> None:
        t = translator(material.session.policy.language)
        name = {t("Name"): Part.NAME}
        self._of_copies = {**name, t("Total"): Part.COMPUTED, t("General remark"): Part.FEEDBACK}
        self._of_questions = {**name, t("Points"): Part.MARK, t("Feedback for the student"): Part.FEEDBACK}
        self._of_criteria = {
            **name,
            t("Given"): Part.MARK,
            t("Counted"): Part.COMPUTED,
            t("Feedback"): Part.FEEDBACK,
        }
        self._owners = {t("Student ID"), t("Copy"), "Student ID", "Copy ID"}
        self._questions = _question_titles(material.leaves, t)

    def columns(self, titles: Sequence[str], stamp: Stamp) -> list[Column]:
        """Return the columns that are read in a row with this stamp."""
        plain = [_plain(title) for title in titles]
        if stamp.question_id:
            if _FLAT_COLUMN in plain:
                return _known(plain, _FLAT_CRITERIA if stamp.criterion_id else _FLAT_QUESTIONS)
            return _known(plain, self._of_criteria if stamp.criterion_id else self._of_questions)
        marks = [
            Column(position, title, Part.MARK, question_id)
            for position, title in enumerate(plain)
            if title not in self._of_copies and (question_id := self.question(title))
        ]
        # A question may be called like another column, such as "Maximum". Its own has its worth, if any question's has.
        sure = {column.question_id for column in marks if _has_worth(column.title)}
        owned = [column for column in marks if _has_worth(column.title) or column.question_id not in sure]
        return [*_known(plain, self._of_copies), *(owned if sure else ())]

    def owners(self, titles: Sequence[str]) -> list[int]:
        """Return the positions of the columns that tell by a number or an id whose row it is."""
        return [position for position, title in enumerate(titles) if _plain(title) in self._owners]

    def question(self, title: str) -> str:
        """Return the id of the question that a column of marks is about, or an empty text."""
        plain = _plain(title)
        # The maximum may be another one by now.
        return self._questions.get(plain) or self._questions.get(_stem(plain), "")

    def unknown_questions(self, titles: Sequence[str]) -> list[str]:
        """Return the titles that look like a question's, but are of no question of the session."""
        return [plain for title in titles if _has_worth(plain := _plain(title)) and not self.question(plain)]


def _known(titles: Sequence[str], parts: Mapping[str, Part]) -> list[Column]:
    return [Column(place, title, parts[title]) for place, title in enumerate(titles) if title in parts]


def _question_titles(leaves: Sequence[Leaf], t: Translator) -> dict[str, str]:
    found: dict[str, str] = {}
    for leaf in leaves:
        stem = _plain(leaf.title)
        worths = [describe_worth(leaf, t, notation) for notation in ("fr", "en", t.language)]
        in_workbook = describe_worth(leaf, t, t.language, " ")
        titles = [*(f"{stem} ({worth})" for worth in worths), f"{stem} {in_workbook}", stem]
        found.update(dict.fromkeys(map(_plain, titles), leaf.question.id))
    return found


def _stem(title: str) -> str:
    """Return a title without the worth at its end."""
    start = max(title.rfind(" /"), title.rfind(" (/"))
    return title[:start] if start >= 0 and _WORTH.fullmatch(title, start) else title


def _has_worth(title: str) -> bool:
    return _stem(title) != title


def _plain(title: str) -> str:
    return " ".join(title.split())
