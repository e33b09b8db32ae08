"""Files that are out of date: what a session wrote before its results changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import typer
from pydantic import JsonValue

from bareme.cli.screen import Screen
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.storage.written_files import WrittenFile, remember_written, written_files

_OWN = {"session_id", "out", "again", "language"}
"""Parameters that say where and of what a file is written, not what is in it."""


@dataclass(frozen=True)
class GivenCommand:
    """A `bareme export` as it was given, so that it can be given again."""

    arguments: dict[str, JsonValue]
    """By the names of its parameters; a path is `{"path": …}`, absolute."""
    is_again: bool
    """Whether it writes files again, of which there may be more to come."""

    @classmethod
    def of(cls, context: typer.Context) -> Self:
        """Return the command of a context."""
        told = {name: value for name, value in context.params.items() if name not in _OWN}
        arguments: dict[str, JsonValue] = {
            name: {"path": str(value.resolve())} if isinstance(value, Path) else value for name, value in told.items()
        }
        return cls(arguments, is_again=context.params["again"])


def parameters_of(written: WrittenFile) -> dict[str, Any]:
    """Return the parameters of the `bareme export` that wrote a file."""
    return {
        name: Path(str(value["path"])) if isinstance(value, dict) else value
        for name, value in written.arguments.items()
    }


def remember(snapshot: SessionSnapshot, path: Path, arguments: dict[str, JsonValue]) -> None:
    """Keep what was written, so that a later command can say whether it is out of date, and write it again."""
    remember_written(snapshot.session_id, path, snapshot.results_version, arguments)


def out_of_date(snapshot: SessionSnapshot) -> list[WrittenFile]:
    """Return the files that were written before the results changed."""
    version = snapshot.results_version
    return [written for written in written_files(snapshot.session_id) if written.results_version != version]


def print_out_of_date(screen: Screen, snapshot: SessionSnapshot, *, names: bool = False) -> None:
    """Print how many files were written before the results changed, and how to write them again; `names`: which."""
    old = out_of_date(snapshot)
    if not old:
        return
    count = screen.t.ngettext("{n} file is out of date", "{n} files are out of date", len(old))
    screen.print(screen.t("{count}: bareme export {session_id} --again", count=count, session_id=snapshot.session_id))
    for written in old if names else ():
        screen.print(f"  {shown(written.path)}")


def rewritable(screen: Screen, snapshot: SessionSnapshot) -> list[WrittenFile]:
    """Return the files that are out of date. One that somebody has changed since is not among them, and is named."""
    old = out_of_date(snapshot)
    changed = [written for written in old if not written.is_as_written()]
    if not old:
        screen.print(screen.t("No file that was written is out of date."))
    if changed:
        screen.print(
            screen.t("Changed since they were written, so left as they are ({count}):", count=len(changed)),
            style="yellow",
        )
        for written in changed:
            screen.print(f"  {shown(written.path)}")
    return [written for written in old if written not in changed]


def shown(path: Path) -> str:
    """Return a path as seen from the current folder, if it is below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
