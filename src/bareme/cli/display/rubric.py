"""The drafted criteria, as tables."""

from bareme.cli.screen import Screen, clean, new_table
from bareme.graphs.interrupts import ConfirmRubric, RubricQuestion


def show_rubric(screen: Screen, found: ConfirmRubric) -> None:
    """Print each question's criteria, with what is wrong with them."""
    screen.heading("rubric_heading", round=found.round)
    for number, question in enumerate(found.questions, start=1):
        points = screen.points(question.maximum)
        screen.say("rubric_question", style="bold", number=number, question=clean(question.label), maximum=points)
        if question.dropped:
            screen.say("rubric_dropped", style="dim")
            continue
        if question.criteria:
            _show_criteria(screen, question)
        for message in question.messages:
            screen.say("rubric_fault", style="yellow", text=message)
    for warning in found.warnings:
        screen.say("warning", style="yellow", text=warning)


def _show_criteria(screen: Screen, question: RubricQuestion) -> None:
    titles = [screen.text(key) for key in ("criterion", "max_points", "criterion_levels")]
    table = new_table(*titles, right=(1,))
    for criterion in question.criteria:
        name = f"{criterion.name} ({screen.text('bonus')})" if criterion.bonus else criterion.name
        levels = "\n".join(f"{screen.points(level.points)}  {level.description}" for level in criterion.levels)
        table.add_row(clean(name), screen.points(criterion.points), clean(levels or criterion.description))
    screen.console.print(table)
