"""What a session says now of what a cell of an export is about."""

from collections import Counter
from functools import cached_property

from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports.criterion_lines import criterion_lines, unmarked_lines
from bareme.exports.stamps import Content, Part, Subject
from bareme.translation import Message


class CurrentContents:
    """The marks, texts and totals of a session."""

    def __init__(self, session: GradedSession, copies: tuple[CopyResult, ...] | None = None) -> None:
        self._session = session
        results = session_result(session).copies if copies is None else copies
        self.copies = {copy.copy_id: copy for copy in results}

    @cached_property
    def _owners(self) -> dict[str, str]:
        keys = [
            (_owner_key(key), copy.copy_id)
            for copy in self.copies.values()
            for key in (copy.copy_id, copy.student.student_id if copy.student else "")
        ]
        times = Counter(key for key, _ in keys)
        return {key: copy_id for key, copy_id in keys if key and times[key] == 1}

    def owner(self, text: str) -> str:
        """Return the copy that a student's number or a copy's id tells alone; empty if there is none."""
        return self._owners.get(_owner_key(text), "")

    def fault(self, subject: Subject) -> Message | None:
        """Return why a cell is about nothing of the session, or None."""
        copy = self.copies.get(subject.copy_id)
        if not subject.copy_id:
            return Message("this student has no copy")
        if copy is None:
            return Message("there is no copy {copy_id!r}", copy_id=subject.copy_id)
        if subject.question_id and subject.question_id not in copy.questions:
            return Message("there is no question {question_id!r} to mark", question_id=subject.question_id)
        return None

    def content(self, subject: Subject) -> Content:
        """Return what an export has in such a cell. The subject must be one without a fault."""
        copy = self.copies[subject.copy_id]
        if subject.part is Part.NAME:
            return copy.student.name if copy.student else ""
        if subject.criterion_id:
            return self._of_criterion(subject, copy.questions[subject.question_id])
        if not subject.question_id:
            return copy.general_comment if subject.part is Part.FEEDBACK else copy.total
        question = copy.questions[subject.question_id]
        return question.feedback if subject.part is Part.FEEDBACK else question.value

    def _of_criterion(self, subject: Subject, result: QuestionResult) -> Content:
        question = self._session.scheme_of(subject.copy_id).question(subject.question_id)
        lines = (criterion_lines(question, result) or unmarked_lines(question, result)) if question else ()
        for line in lines:
            if line.criterion and line.criterion.id == subject.criterion_id:
                points = line.counted if subject.part is Part.COMPUTED else line.given
                return line.feedback if subject.part is Part.FEEDBACK else points
        return None


def _owner_key(text: str) -> str:
    """Return a number as compared: spreadsheets take leading zeros away."""
    return text.strip().casefold().lstrip("0")
