"""What states, statuses, sources and flags are called, in French and in English."""

from collections.abc import Mapping

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyFlag
from bareme.domain.decisions import MarkSource
from bareme.domain.points import Language
from bareme.exports.criterion_lines import Role
from bareme.exports.material import State

STATES: Mapping[Language, Mapping[State, str]] = {
    "fr": {
        State.FINAL: "définitif",
        State.PROVISIONAL: "provisoire",
        State.INCOMPLETE: "incomplet",
        State.FAILED: "échec",
        State.WAITING: "en attente",
        State.PROCESSING: "en cours",
    },
    "en": {state: state.value for state in State},
}

STATUSES: Mapping[Language, Mapping[MarkStatus, str]] = {
    "fr": {
        MarkStatus.GRADED: "notée",
        MarkStatus.UNREADABLE: "illisible",
        MarkStatus.MISSING: "sans réponse",
        MarkStatus.NOT_TREATED: "non traitée",
        MarkStatus.INVALID_OUTPUT: "note inexploitable",
        MarkStatus.FAILED: "échec",
        MarkStatus.WAITING: "en attente",
    },
    "en": {status: status.value.replace("_", " ") for status in MarkStatus},
}

SOURCES: Mapping[Language, Mapping[MarkSource, str]] = {
    "fr": {
        MarkSource.CONSENSUS: "consensus",
        MarkSource.MODEL: "correcteur choisi",
        MarkSource.TEACHER: "enseignant",
        MarkSource.NONE_YET: "à trancher",
    },
    "en": {
        MarkSource.CONSENSUS: "consensus",
        MarkSource.MODEL: "chosen grader",
        MarkSource.TEACHER: "teacher",
        MarkSource.NONE_YET: "undecided",
    },
}

MARK_FLAGS: Mapping[Language, Mapping[Flag, str]] = {
    "fr": {
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
    "en": {flag: flag.value.replace("_", " ") for flag in Flag}
    | {Flag.SAME_ANSWER_OTHER_MARK: "same answer, other mark"},
}

COPY_FLAGS: Mapping[Language, Mapping[CopyFlag, str]] = {
    "fr": {
        CopyFlag.NAME_UNCERTAIN: "nom incertain",
        CopyFlag.DUPLICATE_STUDENT: "élève en double",
        CopyFlag.NOT_SPLIT: "copies à séparer",
        CopyFlag.OLDER_SCHEME: "ancienne version du barème",
        CopyFlag.HIDDEN_TEXT: "texte caché",
        CopyFlag.INJECTION_SUSPECTED: "consigne suspecte dans la copie",
    },
    "en": {flag: flag.value.replace("_", " ") for flag in CopyFlag},
}

ROLES: Mapping[Language, Mapping[Role, str]] = {
    "fr": {Role.POINTS: "points", Role.BONUS: "bonus", Role.PENALTY: "pénalité", Role.BOUND: "borne"},
    "en": {role: role.value for role in Role},
}
