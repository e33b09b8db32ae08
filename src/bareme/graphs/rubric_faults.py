"""Describe what is wrong with a drafted rubric."""

from bareme.domain.rubric import RubricFault, RubricFaultKind
from bareme.translation import Message


def describe_fault(fault: RubricFault) -> Message:
    """Return what is wrong, without the question's name."""
    criterion, stated, computed = fault.criterion, fault.stated, fault.computed
    return {
        RubricFaultKind.NOT_DRAFTED: Message("no criteria were drafted"),
        RubricFaultKind.DRAFTED_TWICE: Message("two drafts were made; neither is kept"),
        RubricFaultKind.NO_CRITERIA: Message("there are no criteria"),
        RubricFaultKind.NOT_A_CRITERION: Message(
            "“{criterion}”: no name, or no number of points; left out", criterion=criterion
        ),
        RubricFaultKind.LEVEL_LEFT_OUT: Message(
            "“{criterion}”: a level without a description or a number of points; left out", criterion=criterion
        ),
        RubricFaultKind.REPEATED_NAME: Message("two criteria are called “{criterion}”", criterion=criterion),
        RubricFaultKind.REPEATED_ID: Message("two criteria have the id “{criterion}”", criterion=criterion),
        RubricFaultKind.NOT_POSITIVE: Message(
            "“{criterion}” is worth {stated} points; it has to be more than 0", criterion=criterion, stated=stated
        ),
        RubricFaultKind.OFF_STEP: Message(
            "“{criterion}” is worth {stated}, which is not a multiple of {computed}",
            criterion=criterion,
            stated=stated,
            computed=computed,
        ),
        RubricFaultKind.LEVEL_OUTSIDE: Message(
            "“{criterion}”: a level of {stated}, outside 0 to {computed}",
            criterion=criterion,
            stated=stated,
            computed=computed,
        ),
        RubricFaultKind.LEVEL_OFF_STEP: Message(
            "“{criterion}”: a level of {stated}, which is not a multiple of {computed}",
            criterion=criterion,
            stated=stated,
            computed=computed,
        ),
        RubricFaultKind.LEVELS_INCOMPLETE: Message(
            "“{criterion}”: it needs different levels, including one of 0 and one of {stated}",
            criterion=criterion,
            stated=stated,
        ),
        RubricFaultKind.NOT_SUM: Message(
            "the criteria add up to {computed}, the question is worth {stated}", computed=computed, stated=stated
        ),
    }[fault.fault]
