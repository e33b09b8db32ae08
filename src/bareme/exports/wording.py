"""The words a teacher reads in an export, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyFlag
from bareme.domain.decisions import Source
from bareme.domain.points import Language
from bareme.domain.results import CopyResult
from bareme.exports.figure_wording import ENGLISH_FIGURES, FRENCH_FIGURES, FigureWording
from bareme.exports.material import State, state_of
from bareme.exports.money_wording import ENGLISH_MONEY, FRENCH_MONEY, MoneyWording


@dataclass(frozen=True)
class Wording:
    """Column titles, sheet names and the words for states, in one language."""

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
    appreciation: str
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

    # Comparison
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

    # Sheets and what stands below them
    results_sheet: str
    details_sheet: str
    comparison_sheet: str
    statistics_sheet: str
    average: str
    facility: str
    provisional_legend: str
    empty_legend: str
    difference_legend: str
    page: str

    # Statistics
    figures: str
    copies: str
    graded: str
    left_out: str
    provisional_copies: str
    mean: str
    median: str
    deviation: str
    lowest: str
    highest: str
    distribution: str
    interval: str
    by_question: str
    disagreements: str
    number_of_copies: str
    statistical: FigureWording
    money: MoneyWording

    colon: str
    states: Mapping[State, str]
    statuses: Mapping[MarkStatus, str]
    sources: Mapping[Source, str]
    mark_flags: Mapping[Flag, str]
    copy_flags: Mapping[CopyFlag, str]

    def describe_state(self, copy: CopyResult) -> str:
        """Return what the copy's total is worth and, where something is missing, why."""
        word = self.states[state := state_of(copy)]
        open_questions = [
            f"{question.question_id} ({self.statuses[question.status]})"
            for question in copy.questions.values()
            if state is State.INCOMPLETE and question.value is None
        ]
        reason = copy.error or ", ".join(open_questions)
        return f"{word}{self.colon}{reason}" if reason else word

    def describe_flags(self, flags: tuple[Flag, ...]) -> str:
        """Return the reasons to look at a question, separated by commas."""
        return ", ".join(self.mark_flags[flag] for flag in flags)

    def describe_copy_flags(self, copy: CopyResult) -> str:
        """Return the reasons to look at a copy, and at a question beside others' answers, separated by commas."""
        unequal = [q.question_id for q in copy.questions.values() if Flag.SAME_ANSWER_OTHER_MARK in q.flags]
        beside = [f"{question_id} ({self.mark_flags[Flag.SAME_ANSWER_OTHER_MARK]})" for question_id in unequal]
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
    appreciation="Appréciation",
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
    results_sheet="Résultats",
    details_sheet="Détails",
    comparison_sheet="Comparaison",
    statistics_sheet="Statistiques",
    average="Moyenne de la classe",
    facility="Taux de réussite",
    provisional_legend="Note provisoire : les correcteurs diffèrent, ou il en manque un, et personne n’a tranché.",
    empty_legend="Une case vide n’est pas un zéro : la question n’a pas été notée et ne compte pas dans les moyennes.",
    difference_legend="Les correcteurs ne donnent pas la même note.",
    page="Page",
    figures="Chiffres de la classe",
    copies="Copies",
    graded="Copies notées",
    left_out="Copies sans total",
    provisional_copies="dont provisoires",
    mean="Moyenne",
    median="Médiane",
    deviation="Écart type",
    lowest="Note la plus basse",
    highest="Note la plus haute",
    distribution="Répartition des totaux",
    interval="Intervalle (%)",
    by_question="Réussite par question",
    disagreements="Divergences",
    number_of_copies="Nombre de copies",
    statistical=FRENCH_FIGURES,
    money=FRENCH_MONEY,
    colon=" : ",
    states={
        State.FINAL: "définitif",
        State.PROVISIONAL: "provisoire",
        State.INCOMPLETE: "incomplet",
        State.FAILED: "échec",
        State.WAITING: "en attente",
        State.PROCESSING: "en cours",
    },
    statuses={
        MarkStatus.GRADED: "notée",
        MarkStatus.UNREADABLE: "illisible",
        MarkStatus.MISSING: "sans réponse",
        MarkStatus.NOT_TREATED: "non traitée",
        MarkStatus.INVALID_OUTPUT: "note inexploitable",
        MarkStatus.FAILED: "échec",
        MarkStatus.WAITING: "en attente",
    },
    sources={
        Source.CONSENSUS: "consensus",
        Source.MODEL: "correcteur choisi",
        Source.TEACHER: "enseignant",
        Source.NONE_YET: "à trancher",
    },
    mark_flags={
        Flag.DISAGREEMENT: "désaccord",
        Flag.READING_DIFFERS: "lectures différentes",
        Flag.LOW_CONFIDENCE: "confiance faible",
        Flag.UNREADABLE: "illisible",
        Flag.MISSING_ANSWER: "sans réponse",
        Flag.NOT_TREATED: "non traitée",
        Flag.INVALID_OUTPUT: "note inexploitable",
        Flag.INJECTION_SUSPECTED: "consigne suspecte dans la copie",
        Flag.SAME_ANSWER_OTHER_MARK: "même réponse, autre note",
        Flag.FAILED: "échec",
        Flag.WAITING: "en attente",
    },
    copy_flags={
        CopyFlag.NAME_UNCERTAIN: "nom incertain",
        CopyFlag.DUPLICATE_STUDENT: "élève en double",
        CopyFlag.NOT_SPLIT: "copies à séparer",
        CopyFlag.OLDER_SCHEME: "ancienne version du barème",
        CopyFlag.HIDDEN_TEXT: "texte caché",
        CopyFlag.INJECTION_SUSPECTED: "consigne suspecte dans la copie",
    },
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
    appreciation="General remark",
    state="State",
    provisional="Provisional",
    to_check="To check",
    question="Question",
    title="Title",
    points="Points",
    status="Status",
    source="Source",
    flags="Flags",
    feedback="Feedback for the student",
    transcription="Answer as read",
    rationale="Rationale for the teacher",
    graded_by="Graded by",
    yes="yes",
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
    results_sheet="Results",
    details_sheet="Details",
    comparison_sheet="Comparison",
    statistics_sheet="Statistics",
    average="Class average",
    facility="Facility",
    provisional_legend="Provisional mark: the graders differ, or one is missing, and nobody has decided.",
    empty_legend="An empty cell is not a zero: the question could not be marked; averages leave it out.",
    difference_legend="The graders do not give the same mark.",
    page="Page",
    figures="Figures of the class",
    copies="Copies",
    graded="Graded copies",
    left_out="Copies without a total",
    provisional_copies="of which provisional",
    mean="Mean",
    median="Median",
    deviation="Standard deviation",
    lowest="Lowest",
    highest="Highest",
    distribution="Distribution of totals",
    interval="Interval (%)",
    by_question="Facility by question",
    disagreements="Disagreements",
    number_of_copies="Number of copies",
    statistical=ENGLISH_FIGURES,
    money=ENGLISH_MONEY,
    colon=": ",
    states={state: state.value for state in State},
    statuses={status: status.value.replace("_", " ") for status in MarkStatus},
    sources={
        Source.CONSENSUS: "consensus",
        Source.MODEL: "chosen grader",
        Source.TEACHER: "teacher",
        Source.NONE_YET: "undecided",
    },
    mark_flags={flag: flag.value.replace("_", " ") for flag in Flag}
    | {Flag.SAME_ANSWER_OTHER_MARK: "same answer, other mark"},
    copy_flags={flag: flag.value.replace("_", " ") for flag in CopyFlag},
)


def wording(language: Language) -> Wording:
    """Return the words of `language`."""
    return FRENCH if language == "fr" else ENGLISH
