"""The drafted criteria, as tables."""

from bareme.cli.screen import Screen, clean, new_table
from bareme.graphs.interrupts import ConfirmRubric, RubricQuestion


def show_rubric(screen: Screen, found: ConfirmRubric) -> None:
    """Print each question's criteria and their faults."""
    screen.heading(screen.t("Drafted criteria ({round})", round=found.round))
    for number, question in enumerate(found.questions, start=1):
        points = screen.points(question.maximum)
        screen.print(
            screen.t("[{number}] {question}: {maximum}", number=number, question=clean(question.label), maximum=points),
            style="bold",
        )
        if question.dropped:
            screen.print(screen.t("no criteria: marked as a whole"), style="dim")
            continue
        if question.criteria:
            _show_criteria(screen, question)
        for message in question.messages:
            screen.print(screen.t("To fix: {text}", text=message), style="yellow")
    for warning in found.warnings:
        screen.print(screen.t("Note: {text}", text=warning), style="yellow")


def _show_criteria(screen: Screen, question: RubricQuestion) -> None:
    titles = [screen.t("Criterion"), screen.t("Points"), screen.t("Levels")]
    table = new_table(*titles, right=(1,))
    for criterion in question.criteria:
        name = f"{criterion.name} ({screen.t('bonus')})" if criterion.bonus else criterion.name
        levels = "\n".join(f"{screen.points(level.points)}  {level.description}" for level in criterion.levels)
        table.add_row(clean(name), screen.points(criterion.points), clean(levels or criterion.description))
    screen.console.print(table)
