"""`bareme serve`: the development server, with the flags that Barème needs."""

import importlib.util
import ipaddress
import os
import socket
import sys
from pathlib import Path

import bareme
from bareme.cli.exits import FAILED, complain, os_error_message
from bareme.cli.language import Language
from bareme.cli.screen import Screen
from bareme.settings import get_settings
from bareme.translation import translator

_CONFIG = Path(bareme.__file__).parent / "server" / "langgraph.json"  # `bareme.server` itself takes a second to import
_JOBS_PER_WORKER = 10  # one, langgraph-api's own default, would make each session wait for the one before


def serve(*, host: str, port: int, config: Path | None, language: Language) -> int:
    """Become `langgraph dev`, with the graphs that Barème ships unless `config` names others.

    Return an exit code if the server cannot start.
    """
    t = translator(language)
    if importlib.util.find_spec("langgraph_cli") is None or importlib.util.find_spec("langgraph_api") is None:
        complain(t("langgraph-cli is not installed: pip install 'bareme[serve]' (or uv sync --extra serve)"), language)
        return FAILED
    config = config or _CONFIG
    authenticates = get_settings().authenticates
    try:
        if not authenticates and not _is_loopback(host):
            complain(
                t(
                    "{host!r} can be reached from other machines, and without keys everybody there reads all sessions: "
                    "make one with {command}, or leave out {option}",
                    host=host,
                    command="bareme token add",
                    option="--host",
                ),
                language,
            )
            return FAILED
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        # The server would silently take another port, and clients would talk to whoever has this one.
        complain(
            t(
                "cannot listen on {host}:{port} ({reason}): choose another port with --port",
                host=host,
                port=port,
                reason=os_error_message(error),
            ),
            language,
        )
        return FAILED
    if not authenticates:
        told = t("Authentication is off: everybody on this machine is the same user, who may do everything.")
        Screen.beside_json(language).print(told, style="bold yellow")
    # Reloading would restart the server in the middle of a session when a file changes.
    flags = ["--no-browser", "--no-reload", "--n-jobs-per-worker", str(_JOBS_PER_WORKER)]
    place = ["--host", host, "--port", str(port), "--config", str(config)]
    command = [sys.executable, "-m", "langgraph_cli", "dev", *flags, *place]
    sys.stdout.flush()
    # The platform's command would report each start to its maker, and its thread for that can break the start.
    os.environ.setdefault("LANGGRAPH_CLI_NO_ANALYTICS", "1")
    os.umask(0o077)  # the platform too keeps names, answers and marks in files
    # Replace this process, so that Ctrl-C and a supervisor's signals reach the server.
    return os.execv(sys.executable, command)  # noqa: S606 - no shell, and nothing in it but a host, a port and a path


def _is_loopback(host: str) -> bool:
    """Whether only programs of this machine can connect to a server on `host`; an empty host is every address."""
    addresses = [str(place[0]) for *_, place in socket.getaddrinfo(host, None)] if host else []
    return bool(addresses) and all(ipaddress.ip_address(address).is_loopback for address in addresses)
