"""The words for second looks, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.attempts import MarkStatus
from bareme.domain.points import Language
from bareme.domain.second_look import SecondLook
from bareme.exports.code_wording import STATUSES


@dataclass(frozen=True)
class SecondLookWording:
    """Titles and notes of what graders marked once they had been shown another's reading, in one language."""

    language: Language
    sheet: str
    of_grader: str
    first_mark: str
    second_mark: str
    change: str
    reading: str
    reason: str
    note: str

    def outcome(self, look: SecondLook) -> str:
        """Return what became of the second look where it gave no mark or was no ordinary one: "failed"; else empty."""
        status = look.second.status
        return "" if status is MarkStatus.GRADED else STATUSES[self.language][status]


SECOND_LOOK_WORDING: Mapping[Language, SecondLookWording] = {
    "fr": SecondLookWording(
        language="fr",
        sheet="Seconds regards",
        of_grader="Second regard {slot}",
        first_mark="Première note",
        second_mark="Au second regard",
        change="Changement",
        reading="Réponse lue au second regard",
        reason="Ce qui a décidé",
        note="Second regard : chaque correcteur a revu la question une fois, en voyant la lecture et les raisons d’un "
        "autre, mais ni sa note ni sa lettre. La première note reste la sienne : aucune note, aucun total n’en dépend.",
    ),
    "en": SecondLookWording(
        language="en",
        sheet="Second looks",
        of_grader="Second look {slot}",
        first_mark="First mark",
        second_mark="On a second look",
        change="Change",
        reading="Answer as read on the second look",
        reason="What decided it",
        note="Second look: each grader went over the question once more, shown another’s reading and reasons but "
        "neither the points nor the letter. Its first mark remains the one: no mark and no total rests on a "
        "second look.",
    ),
}
