"""`bareme session export` and `import`: a session as one file."""

from pathlib import Path

from bareme.cli.exits import DONE
from bareme.cli.screen import Screen
from bareme.cli.session_access import open_session
from bareme.graphs.session_archive import import_session, opened_archive, write_archive
from bareme.graphs.session_runner import SessionRunner
from bareme.storage.owners import LOCAL
from bareme.storage.session_lock import session_lock


def export_archive(screen: Screen, wanted: str, out: Path) -> int:
    """Write a session to an archive; return the exit code."""
    with SessionRunner() as runner, open_session(runner, wanted) as snapshot:
        path = out / f"bareme-session-{snapshot.session_id}.zip" if out.is_dir() else out
        path.parent.mkdir(parents=True, exist_ok=True)
        runner.run(write_archive(snapshot, path))
        screen.print(screen.t("Written: {path}", path=str(path)))
    return DONE


def import_archive(screen: Screen, file: Path, owner: str) -> int:
    """Take a session in from an archive; return the exit code."""
    with opened_archive(file) as archive, SessionRunner() as runner, session_lock(archive.manifest.session_id):
        session_id = runner.run(import_session(archive, runner.graph, owner or LOCAL))
        name = runner.snapshot(session_id).name or "–"
        screen.print(screen.t("Session {session_id} ({name}) is here.", session_id=session_id, name=name))
    return DONE
