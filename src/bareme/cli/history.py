"""The decisions of a session or a copy, as a table."""

from bareme.cli.marks_table import copy_name
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.session import Standing
from bareme.exports.history import describe_value, history_entries
from bareme.exports.material import Material
from bareme.exports.wording import wording


def show_history(screen: Screen, standing: Standing, copy_id: str | None = None, *, last: int | None = None) -> bool:
    """Print every decision, or those on one copy, or only the `last` of them; return whether there is any."""
    session = standing.graded
    assert session is not None  # noqa: S101 - callers ask for graded sessions
    material = Material(session, session.created_at)
    entries = history_entries(material, copy_id)
    if not entries:
        return False
    words = wording(screen.language).history
    names = {c.copy_id: copy_name(screen, c.copy_id, c.student) for c in material.result.copies}
    shown = entries if last is None else entries[-last:]
    screen.heading("history_heading")
    if len(shown) < len(entries):
        screen.say("more_decisions", count=len(entries) - len(shown), session_id=standing.session_id)
    titles = (words.number, screen.text("date"), words.author, words.copy, words.question)
    table = new_table(*titles, words.what, words.before, words.after, words.reason)
    table.padding = (0, 1, 0, 0)
    for entry in shown:
        table.add_row(
            entry.number,
            f"{entry.at.astimezone():%d/%m %H:%M}"
            if screen.language == "fr"
            else f"{entry.at.astimezone():%m-%d %H:%M}",
            clean(entry.author),
            clean(names.get(entry.copy_id, entry.copy_id)),
            clean(entry.question_id),
            entry.what,
            clean(describe_value(entry.before, material)),
            clean(describe_value(entry.after, material)),
            clean(entry.reason),
        )
    screen.console.print(table)
    return True
