"""The words a teacher reads in an export, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyFlag
from bareme.domain.decisions import MarkSource
from bareme.domain.leaves import Leaf
from bareme.domain.points import Language
from bareme.domain.results import CopyResult, QuestionResult
from bareme.exports.calibration_wording import CALIBRATION_WORDING, CalibrationWording
from bareme.exports.code_wording import COPY_FLAGS, MARK_FLAGS, ROLES, SOURCES, STATES, STATUSES
from bareme.exports.criterion_lines import Role
from bareme.exports.figure_wording import FIGURE_WORDING, FigureWording
from bareme.exports.history_wording import HISTORY_WORDING, HistoryWording
from bareme.exports.material import State, state_of
from bareme.exports.money_wording import MONEY_WORDING, MoneyWording
from bareme.exports.second_look_wording import SECOND_LOOK_WORDING, SecondLookWording
from bareme.exports.workbook_wording import WORKBOOK_WORDING, WorkbookWording


@dataclass(frozen=True)
class Wording:
    """Column titles and the words for states, in one language."""

    # Students and copies
    student_id: str
    student_name: str
    group: str
    copy_id: str
    unnamed: str
    total: str
    maximum: str
    percentage: str
    band: str
    general_comment: str
    state: str
    provisional: str
    to_check: str

    # Questions
    question: str
    title: str
    points: str
    status: str
    source: str
    flags: str
    feedback: str
    transcription: str
    rationale: str
    graded_by: str
    yes: str
    no: str

    coefficient: str
    counted: str
    counted_points: str
    not_counted: str
    best_of: str
    criterion: str
    given: str
    role: str
    excluded: str
    bound: str

    complete: str
    scheme_version: str
    compared_total: str
    hidden: str

    grader: str
    mark_kept: str
    difference: str
    agreement: str
    confidence: str
    remarks: str
    graders: str
    agree: str
    within_step: str
    disagree: str
    labels_note: str

    facility: str
    provisional_legend: str
    colon: str

    # Of one subject each
    workbook: WorkbookWording
    statistical: FigureWording
    money: MoneyWording
    history: HistoryWording
    calibration: CalibrationWording
    second_looks: SecondLookWording
    states: Mapping[State, str]
    statuses: Mapping[MarkStatus, str]
    sources: Mapping[MarkSource, str]
    mark_flags: Mapping[Flag, str]
    copy_flags: Mapping[CopyFlag, str]
    roles: Mapping[Role, str]

    def describe_state(self, copy: CopyResult) -> str:
        """Return what the copy's total is worth and, where something is missing, why."""
        word = self.states[state := state_of(copy)]
        open_questions = [
            f"{question.question_id} ({self.describe_status(question)})"
            for question in copy.questions.values()
            if state is State.INCOMPLETE and question.value is None
        ]
        reason = copy.error or ", ".join(open_questions)
        return f"{word}{self.colon}{reason}" if reason else word

    def describe_status(self, question: QuestionResult) -> str:
        """Return what became of a question."""
        return self.hidden if question.hidden else self.statuses[question.status]

    def describe_worth(self, leaf: Leaf, language: Language, separator: str = ", ") -> str:
        """Return what marks are out of and when they count: "/5 ×2, 4 meilleures sur 5, v1"."""
        choice = self.best_of.format(best=leaf.choice[0], parts=leaf.choice[1]) if leaf.choice else ""
        return separator.join(part for part in (leaf.worth(language), choice, leaf.version_names) if part)

    def describe_flags(self, flags: tuple[Flag, ...]) -> str:
        """Return the reasons to look at a question, separated by commas."""
        return ", ".join(self.mark_flags[flag] for flag in flags)

    def describe_copy_flags(self, copy: CopyResult) -> str:
        """Return the reasons to look at a copy, and at a question beside others' answers, separated by commas."""
        questions = copy.questions.values()
        unequal = [q.question_id for q in questions if Flag.SAME_ANSWER_OTHER_MARK in q.flags]
        unread = [q.question_id for q in questions if q.is_unread]
        beside = [f"{question_id} ({self.mark_flags[Flag.SAME_ANSWER_OTHER_MARK]})" for question_id in unequal]
        beside += [f"{question_id} ({self.mark_flags[Flag.UNREADABLE]})" for question_id in unread]
        return ", ".join([*(self.copy_flags[flag] for flag in copy.flags), *beside])


FRENCH = Wording(
    student_id="Identifiant",
    student_name="Nom",
    group="Groupe",
    copy_id="Copie",
    unnamed="Sans nom",
    total="Total",
    maximum="Maximum",
    percentage="Pourcentage",
    band="Mention",
    general_comment="Appréciation",
    state="État",
    provisional="Provisoire",
    to_check="À vérifier",
    question="Question",
    title="Intitulé",
    points="Points",
    status="Statut",
    source="Origine",
    flags="Signalements",
    feedback="Commentaire pour l’élève",
    transcription="Réponse lue",
    rationale="Justification pour l’enseignant",
    graded_by="Noté par",
    yes="oui",
    no="non",
    coefficient="Coefficient",
    counted="Compte",
    counted_points="Comptés",
    not_counted="Non comptées",
    best_of="{best} meilleures sur {parts}",
    criterion="Critère",
    given="Donnés",
    role="Nature",
    excluded="écarté : un autre critère du groupe compte",
    bound="Ramené entre 0 et le maximum",
    complete="Terminée",
    scheme_version="Version du barème",
    compared_total="Total comparé",
    hidden="à noter d’abord par l’enseignant",
    grader="Correcteur",
    mark_kept="Note retenue",
    difference="Écart",
    agreement="Accord",
    confidence="Confiance",
    remarks="Remarques",
    graders="Correcteurs",
    agree="identiques",
    within_step="à un pas près",
    disagree="divergents",
    labels_note="Les lettres A, B… sont tirées au sort pour chaque copie : A n’est pas toujours le même correcteur.",
    facility="Taux de réussite",
    provisional_legend="Note provisoire : les correcteurs diffèrent, ou il en manque un, et personne n’a tranché.",
    colon=" : ",
    workbook=WORKBOOK_WORDING["fr"],
    statistical=FIGURE_WORDING["fr"],
    money=MONEY_WORDING["fr"],
    history=HISTORY_WORDING["fr"],
    calibration=CALIBRATION_WORDING["fr"],
    second_looks=SECOND_LOOK_WORDING["fr"],
    states=STATES["fr"],
    statuses=STATUSES["fr"],
    sources=SOURCES["fr"],
    mark_flags=MARK_FLAGS["fr"],
    copy_flags=COPY_FLAGS["fr"],
    roles=ROLES["fr"],
)

ENGLISH = Wording(
    student_id="Student ID",
    student_name="Name",
    group="Group",
    copy_id="Copy",
    unnamed="Unnamed",
    total="Total",
    maximum="Maximum",
    percentage="Percentage",
    band="Grade",
    general_comment="General remark",
    state="State",
    provisional="Provisional",
    to_check="To check",
    question="Question",
    title="Title",
    points="Points",
    status="Status",
    source="MarkSource",
    flags="Flags",
    feedback="Feedback for the student",
    transcription="Answer as read",
    rationale="Rationale for the teacher",
    graded_by="Graded by",
    yes="yes",
    no="no",
    coefficient="Coefficient",
    counted="Counts",
    counted_points="Counted",
    not_counted="Not counted",
    best_of="best {best} of {parts}",
    criterion="Criterion",
    given="Given",
    role="Kind",
    excluded="left out: another criterion of its group counts",
    bound="Brought within 0 and the maximum",
    complete="Complete",
    scheme_version="Scheme version",
    compared_total="Compared total",
    hidden="for the teacher to mark first",
    grader="Grader",
    mark_kept="Mark kept",
    difference="Difference",
    agreement="Agreement",
    confidence="Confidence",
    remarks="Remarks",
    graders="Graders",
    agree="same",
    within_step="within one step",
    disagree="different",
    labels_note="The letters A, B… are dealt out at random for each copy: A is not always the same grader.",
    facility="Facility",
    provisional_legend="Provisional mark: the graders differ, or one is missing, and nobody has decided.",
    colon=": ",
    workbook=WORKBOOK_WORDING["en"],
    statistical=FIGURE_WORDING["en"],
    money=MONEY_WORDING["en"],
    history=HISTORY_WORDING["en"],
    calibration=CALIBRATION_WORDING["en"],
    second_looks=SECOND_LOOK_WORDING["en"],
    states=STATES["en"],
    statuses=STATUSES["en"],
    sources=SOURCES["en"],
    mark_flags=MARK_FLAGS["en"],
    copy_flags=COPY_FLAGS["en"],
    roles=ROLES["en"],
)


def wording(language: Language) -> Wording:
    """Return the words of `language`."""
    return FRENCH if language == "fr" else ENGLISH
