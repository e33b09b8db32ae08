"""What `bareme export` says of marked copies: how many marks stand beside their answers, and which do not."""

from collections import Counter
from typing import Unpack

from bareme.cli.screen import Screen
from bareme.documents.marked_copy import MarkingMode
from bareme.domain.answer_places import FoundBy
from bareme.exports.marked import prepare_copies
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions


def say_places(aside: Screen, material: ExportMaterial, **options: Unpack[FormatOptions]) -> None:
    """Print how many marks have a place, and the copies with marks that have none."""
    t = aside.t
    copies = prepare_copies(material, MarkingMode.MARGIN, options)
    found = Counter(mark.place.found_by for copy in copies for mark in copy.marks)
    beside = found.total() - found[FoundBy.PAGE] - found[FoundBy.NOTHING]
    aside.print(t("Marks beside their answers: {count} of {total}.", count=beside, total=found.total()))
    if found[FoundBy.PAGE]:
        aside.print(t("Marks of which only the page is known: {count}.", count=found[FoundBy.PAGE]))
    for copy in copies:
        titles = [mark.leaf.title for mark in copy.marks if mark.has_no_place]
        if titles:
            name = copy.result.student.name if copy.result.student else copy.result.copy_id
            text = t("{name}: on the summary only: {questions}", name=name, questions=titles)
            aside.print(text, style="yellow")
