"""Who sees the students' names, and what could not be covered, in sentences for the teacher."""

from collections.abc import Sequence

from bareme.domain.copies import CopyFlag
from bareme.domain.policy import Policy
from bareme.graphs.interrupts import ProposedCopy
from bareme.graphs.marking_by_hand import first_reader
from bareme.translation import Translator, translator


def privacy_notes(policy: Policy, copies: Sequence[ProposedCopy]) -> tuple[str, ...]:
    """Return the sentences; none where rules or people alone look at the copies."""
    t = translator(policy.language)
    if all(grader.follows_rules for grader in policy.graders):
        return ()
    notes = list(_notes_of_grading(policy, copies, t))
    if any(copy.pages for copy in copies) and not first_reader(policy).follows_rules:
        notes.append(t("The model that reads the files before grading sees the names on them."))
    return tuple(notes)


def _notes_of_grading(policy: Policy, copies: Sequence[ProposedCopy], t: Translator) -> list[str]:
    if not policy.privacy.mask_names:
        return [t("Names are not covered: the graders see them.")]
    notes = []
    covered = [copy for copy in copies if _is_covered(copy)]
    if covered:
        notes.append(
            t.ngettext(
                "Before a grader sees it, the name is covered on {covered} of {n} copy.",
                "Before a grader sees them, the names are covered on {covered} of {n} copies.",
                len(copies),
                covered=len(covered),
            )
        )
    shown = [copy.copy_id for copy in copies if CopyFlag.NAME_SHOWN in copy.flags]
    if shown:
        notes.append(
            t.ngettext(
                "Copy {ids}: where the name stands is not known; if it is there, graders see it.",
                "Copies {ids}: where the name stands is not known; if it is there, graders see it.",
                len(shown),
                ids=shown,
            )
        )
    asked = [copy.copy_id for copy in copies if not copy.mask_name]
    if asked:
        notes.append(
            t.ngettext(
                "Copy {ids}: graders see the name, as you asked.",
                "Copies {ids}: graders see the name, as you asked.",
                len(asked),
                ids=asked,
            )
        )
    notes += [
        t(
            "Copy {copy_id}: graders read {words}, which may be the name or a word of the subject.",
            copy_id=copy.copy_id,
            words=[t("“{word}”", word=word) for word in copy.masked_name.unsure],
        )
        for copy in copies
        if copy.masked_name and copy.masked_name.unsure
    ]
    return notes


def _is_covered(copy: ProposedCopy) -> bool:
    return any(page.mask for page in copy.pages) or bool(copy.masked_name and copy.masked_name.words)
