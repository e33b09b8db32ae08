"""What is wrong with a drafted rubric, for a teacher, in French and English."""

from decimal import Decimal

from bareme.domain.points import Language, format_points
from bareme.domain.rubric import RubricFault, RubricFaultKind

_FAULTS: dict[RubricFaultKind, dict[Language, str]] = {
    RubricFaultKind.NOT_DRAFTED: {
        "fr": "aucun critère n'a été proposé",
        "en": "no criteria were drafted",
    },
    RubricFaultKind.DRAFTED_TWICE: {
        "fr": "deux propositions différentes ont été faites ; aucune n'est reprise",
        "en": "two drafts were made; neither is kept",
    },
    RubricFaultKind.NO_CRITERIA: {"fr": "il n'y a aucun critère", "en": "there are no criteria"},
    RubricFaultKind.NOT_A_CRITERION: {
        "fr": "« {criterion} » : sans nom ou sans nombre de points ; laissé de côté",
        "en": "“{criterion}”: no name, or no number of points; left out",
    },
    RubricFaultKind.LEVEL_LEFT_OUT: {
        "fr": "« {criterion} » : un niveau sans description ou sans nombre de points ; laissé de côté",
        "en": "“{criterion}”: a level without a description or a number of points; left out",
    },
    RubricFaultKind.REPEATED_NAME: {
        "fr": "deux critères s'appellent « {criterion} »",
        "en": "two criteria are called “{criterion}”",
    },
    RubricFaultKind.REPEATED_ID: {
        "fr": "deux critères ont l'identifiant « {criterion} »",
        "en": "two criteria have the id “{criterion}”",
    },
    RubricFaultKind.NOT_POSITIVE: {
        "fr": "« {criterion} » vaut {stated} point ; il faut plus de 0",
        "en": "“{criterion}” is worth {stated} points; it has to be more than 0",
    },
    RubricFaultKind.OFF_STEP: {
        "fr": "« {criterion} » vaut {stated}, qui n'est pas un multiple de {computed}",
        "en": "“{criterion}” is worth {stated}, which is no multiple of {computed}",
    },
    RubricFaultKind.LEVEL_OUTSIDE: {
        "fr": "« {criterion} » : un niveau à {stated}, hors de 0 à {computed}",
        "en": "“{criterion}”: a level of {stated}, outside 0 to {computed}",
    },
    RubricFaultKind.LEVEL_OFF_STEP: {
        "fr": "« {criterion} » : un niveau à {stated}, qui n'est pas un multiple de {computed}",
        "en": "“{criterion}”: a level of {stated}, which is no multiple of {computed}",
    },
    RubricFaultKind.LEVELS_INCOMPLETE: {
        "fr": "« {criterion} » : il faut des niveaux différents, dont un à 0 et un à {stated}",
        "en": "“{criterion}”: it needs levels that differ, one of 0 and one of {stated}",
    },
    RubricFaultKind.NOT_SUM: {
        "fr": "les critères totalisent {computed}, la question vaut {stated}",
        "en": "the criteria add up to {computed}, the question is worth {stated}",
    },
}


def describe_fault(fault: RubricFault, language: Language) -> str:
    """Return what is wrong, without the question's name."""

    def number(value: Decimal | None) -> str:
        return "" if value is None else format_points(value, language)

    values = {"criterion": fault.criterion, "stated": number(fault.stated), "computed": number(fault.computed)}
    return _FAULTS[fault.fault][language].format(**values)
