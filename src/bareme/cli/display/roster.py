"""What was understood of a class list."""

from bareme.cli.screen import Screen
from bareme.graphs.interrupts import RosterSummary
from bareme.translation import Message

_FIELDS = {
    "name": Message("name"),
    "family": Message("family name"),
    "given": Message("first name"),
    "number": Message("number"),
    "email": Message("e-mail"),
    "login": Message("login"),
    "group": Message("group"),
}


def show_roster(screen: Screen, name: str, roster: RosterSummary) -> None:
    """Print the number of students, the first three, the columns, and what was ignored."""
    t = screen.t
    students = t.ngettext("{n} student", "{n} students", roster.count)
    screen.heading(t("Class list: {students} in {name}", students=students, name=name))
    first = "; ".join(", ".join(filter(None, (s.name, s.student_id, s.group))) for s in roster.first)
    screen.print(t("First: {students}", students=first))
    if not roster.titled:
        hint = t("The list has no titles that are known; its columns are told by what is in them.")
        screen.print(hint, style="yellow")
    columns = [f"{title} → {t(_FIELDS[field])}" for title, field in roster.columns.items()]
    screen.print(t("Columns: {columns}", columns=columns))
    if roster.ignored:
        screen.print(t("Columns that are not used: {titles}", titles=list(roster.ignored)), style="dim")
    for row in roster.left_out:
        screen.print(t("Line {line} is no student: {text}", line=row.line, text=row.text), style="dim")
    for number in roster.repeated:
        screen.print(t("The number {number} stands beside several students.", number=number), style="yellow")
