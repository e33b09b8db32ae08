"""The decisions of a session or a copy, as a table."""

from bareme.cli.display.names import copy_names
from bareme.cli.screen import Screen, clean, new_table
from bareme.exports.history import HistoryEntry, describe_value, history_entries
from bareme.exports.material import ExportMaterial
from bareme.graphs.session_snapshot import SessionSnapshot


def show_history(
    screen: Screen, snapshot: SessionSnapshot, copy_id: str | None = None, *, last: int | None = None
) -> bool:
    """Print all decisions, those on one copy, or only the `last` ones; return whether there are any."""
    material = snapshot.material
    assert material is not None  # noqa: S101 - callers ask for graded sessions
    entries = history_entries(material, copy_id)
    if not entries:
        return False
    t = screen.t
    names = copy_names(screen, material.result.copies)
    shown = entries if last is None else entries[-last:]
    screen.heading(screen.t("History"))
    if len(shown) < len(entries):
        screen.print(
            screen.t(
                "… and {count} earlier ones:\n  bareme review {session_id} history",
                count=len(entries) - len(shown),
                session_id=snapshot.session_id,
            )
        )
    # For a single copy, the column of copies would repeat itself.
    copies = [] if copy_id else [t("Copy")]
    table = new_table(t("No."), t("Date"), t("Author"), *copies, t("Question"), t("Decision"), right=(0, 1))
    for entry in shown:
        table.add_row(
            str(int(entry.number)),
            f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
            clean(entry.author),
            *([] if copy_id else [clean(names.get(entry.copy_id, entry.copy_id))]),
            clean(entry.question_id),
            clean(_sentence(screen, entry, material)),
        )
    screen.console.print(table)
    return True


def _sentence(screen: Screen, entry: HistoryEntry, material: ExportMaterial) -> str:
    """Return "teacher’s mark: 1.5 → 1.25 (reason)"; an unchanged mark is written once."""
    t = screen.t
    before, after = (describe_value(value, material) for value in (entry.before, entry.after))
    change = after if before in {after, ""} else f"{before} → {after or t('nothing')}"
    said = t("{decision}: {change}", decision=entry.what, change=change) if change else entry.what
    return f"{said} ({entry.reason})" if entry.reason else said
