"""`bareme delete` and `bareme purge`: erase sessions from this machine."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from bareme.cli.confirm import confirmed
from bareme.cli.exits import DONE, FAILED, WrongUsage, complain
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session
from bareme.errors import SessionInUse
from bareme.graphs.session_runner import SessionRunner
from bareme.settings import get_settings
from bareme.storage.erasure import delete_unused_documents, erase_sessions, last_used
from bareme.storage.home_lock import home_lock
from bareme.storage.platform_threads import drop_threads
from bareme.storage.session_lock import session_lock
from bareme.storage.stores import stores
from bareme.translation import Message

_LONGEST_NUMBER = 5


def delete_session(screen: Screen, wanted: str, *, yes: bool) -> int:
    """Erase a session, after asking; return the exit code."""
    with home_lock(), SessionRunner() as runner:
        _finish_erasures(runner)
        snapshot = find_session(runner, wanted)
        t = screen.t
        screen.print(
            t(
                "Session {session_id} ({name}) is deleted for good: copies, marks, decisions, feedback, and the files "
                "and paid answers that no other session uses. Files that you exported stay.",
                session_id=snapshot.session_id,
                name=snapshot.name or "–",
            )
        )
        if not (yes or confirmed(screen)):
            return FAILED
        with session_lock(snapshot.session_id):
            _erase(runner, {snapshot.session_id: snapshot.state.owner})
        screen.print(t("Session {session_id} is deleted.", session_id=snapshot.session_id))
    return DONE


def purge_sessions(screen: Screen, days: int, *, yes: bool) -> int:
    """Erase the sessions in which nothing happened for so many days, after asking; return the exit code.

    Files that are older and never came into a session go with them.
    """
    t = screen.t
    with home_lock(), SessionRunner() as runner:
        _finish_erasures(runner)
        limit = datetime.now(UTC) - timedelta(days=days)
        old = sorted(session for session, at in runner.run(last_used()).items() if at < limit)
        if not old:
            runner.run(delete_unused_documents(before=limit))
            screen.print(t.ngettext("No session is older than {n} day.", "No session is older than {n} days.", days))
            return DONE
        for session in old:
            name = runner.snapshot(session).name
            screen.print(t("{session_id} ({name})", session_id=session, name=name or "–"))
        screen.print(
            t.ngettext(
                "{n} session is deleted for good. Files that you exported stay.",
                "{n} sessions are deleted for good. Files that you exported stay.",
                len(old),
            )
        )
        if not (yes or confirmed(screen)):
            return FAILED
        with ExitStack() as locked:
            owners: dict[str, str] = {}
            for session in old:
                try:
                    locked.enter_context(session_lock(session))
                except SessionInUse as error:
                    complain(error.explain(screen.language), screen.language)
                else:
                    owners[session] = runner.snapshot(session).state.owner
            _erase(runner, owners)
        runner.run(delete_unused_documents(before=limit))
        screen.print(t.ngettext("{n} session is deleted.", "{n} sessions are deleted.", len(owners)))
    return DONE if len(owners) == len(old) else FAILED


def days_in(text: str) -> int:
    """Return the number of days in "365d" or "365".

    Raises:
        WrongUsage: it is neither.
    """
    number = text.strip().removesuffix("d")
    if not (number.isdecimal() and len(number) <= _LONGEST_NUMBER):
        raise WrongUsage(Message("{text!r} is not a number of days, such as 365d", text=text), "--older-than")
    return int(number)


def _erase(runner: SessionRunner, owners: dict[str, str]) -> None:
    drop_threads(get_settings().home, owners)
    runner.run(erase_sessions(owners))


def _finish_erasures(runner: SessionRunner) -> None:
    """Finish what was cut short."""
    _erase(runner, stores().uses.unfinished_erasures())
