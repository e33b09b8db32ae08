"""Where the marks of a class stand on the copies, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bareme.domain.answer_places import FoundBy
from bareme.exports.dialect import Cells
from bareme.exports.marked.copies import PreparedCopy
from bareme.translation import Message, Translator

FOUND_BY: Mapping[FoundBy, Message] = {
    FoundBy.BOX: Message("where the grader saw it"),
    FoundBy.EVIDENCE: Message("its words"),
    FoundBy.LABEL: Message("its label"),
    FoundBy.RECOGNITION: Message("text recognised on the page"),
    FoundBy.PAGE: Message("only the page is known"),
    FoundBy.NOTHING: Message("on the summary only"),
}


def place_rows(copies: Sequence[PreparedCopy], names: Mapping[str, str], t: Translator) -> Iterator[Cells]:
    """Yield a row a mark, after the titles: whose, on which page of the copy, and what told the place."""
    yield [t("File"), t("Student ID"), t("Name"), t("Question"), t("Page"), t("Place of the mark")]
    for copy in copies:
        student = copy.result.student
        who = [student.student_id, student.name] if student else ["", ""]
        for mark in copy.marks:
            page = None if mark.place.page is None else Decimal(mark.place.page + 1)
            yield [names[copy.result.copy_id], *who, mark.leaf.title, page, t(FOUND_BY[mark.place.found_by])]
