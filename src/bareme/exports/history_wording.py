"""The words of the history, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.points import Language


@dataclass(frozen=True)
class HistoryWording:
    """Column titles, and what each kind of decision is called, in one language."""

    sheet: str
    number: str
    at: str
    author: str
    copy: str
    student: str
    question: str
    what: str
    before: str
    after: str
    reason: str
    scheme_version: str
    none: str
    nothing: str

    mark_by_teacher: str
    mark_by_grader: str
    mark_accepted: str
    mark_withdrawn: str
    feedback: str
    feedback_withdrawn: str
    general_comment: str
    general_comment_withdrawn: str
    student_named: str
    completed: str
    reopened: str
    scheme_amended: str


HISTORY_WORDING: Mapping[Language, HistoryWording] = {
    "fr": HistoryWording(
        sheet="Historique",
        number="N°",
        at="Date et heure (UTC)",
        author="Auteur",
        copy="Copie",
        student="Élève",
        question="Question",
        what="Décision",
        before="Avant",
        after="Après",
        reason="Motif",
        scheme_version="Version du barème",
        none="Aucune décision n’a encore été prise.",
        nothing="rien",
        mark_by_teacher="note de l’enseignant",
        mark_by_grader="note du correcteur {label}",
        mark_accepted="note acceptée",
        mark_withdrawn="note retirée",
        feedback="commentaire",
        feedback_withdrawn="commentaire retiré",
        general_comment="appréciation",
        general_comment_withdrawn="appréciation retirée",
        student_named="élève",
        completed="copie terminée",
        reopened="copie rouverte",
        scheme_amended="nouvelle version du barème",
    ),
    "en": HistoryWording(
        sheet="History",
        number="No.",
        at="Date and time (UTC)",
        author="Author",
        copy="Copy",
        student="Student",
        question="Question",
        what="Decision",
        before="Before",
        after="After",
        reason="Reason",
        scheme_version="Scheme version",
        none="No decision has been made yet.",
        nothing="nothing",
        mark_by_teacher="teacher’s mark",
        mark_by_grader="mark of grader {label}",
        mark_accepted="mark accepted",
        mark_withdrawn="mark withdrawn",
        feedback="feedback",
        feedback_withdrawn="feedback withdrawn",
        general_comment="general remark",
        general_comment_withdrawn="general remark withdrawn",
        student_named="student",
        completed="copy completed",
        reopened="copy reopened",
        scheme_amended="new version of the scheme",
    ),
}
