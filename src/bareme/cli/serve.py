"""`bareme serve`: the development server, with the flags that Barème needs."""

import importlib.util
import ipaddress
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import bareme
from bareme.cli.exits import FAILED, complain, os_error_message
from bareme.cli.language import Language
from bareme.cli.screen import Screen
from bareme.settings import get_settings
from bareme.storage.home_lock import home_lock
from bareme.storage.private_files import make_private_folder
from bareme.translation import translator

_CONFIG = Path(bareme.__file__).parent / "server" / "langgraph.json"  # `bareme.server` itself takes a second to import
_JOBS_PER_WORKER = 10  # one, langgraph-api's own default, would make each session wait for the one before


def serve(
    *,
    port: int,
    language: Language,
    host: str = "127.0.0.1",
    config: Path | None = None,
    debug: bool = False,
    browse: str = "",
) -> int:
    """Become `langgraph dev`, with the graphs that Barème ships unless `config` names others.

    `browse` is the path that a browser is opened at as soon as the server answers.

    Return an exit code if the server cannot start.
    """
    t = translator(language)
    if importlib.util.find_spec("langgraph_cli") is None or importlib.util.find_spec("langgraph_api") is None:
        complain(t("langgraph-cli is not installed: pip install 'bareme[serve]' (or uv sync --extra serve)"), language)
        return FAILED
    config = config or _CONFIG
    if (part := _missing_part(config)) is not None:
        told = t(
            "{config} does not have Barème's {part}, without which everybody may do everything: copy it from {source}",
            config=config,
            part=repr(part),
            source=_CONFIG,
        )
        complain(told, language)
        return FAILED
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
        if authenticates and debug:
            told = t("{option} opens all sessions to this machine: it does not go with keys", option="--debug")
            complain(told, language)
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
    with home_lock():
        pass  # free just now; the server takes it when it has started
    os.umask(0o077)  # the platform too keeps names, answers and marks in files
    if not authenticates:
        told = t("Authentication is off: everybody on this machine is the same user, who may do everything.")
        Screen.beside_json(language).print(told, style="bold yellow")
    if debug:
        told = t("Open for LangGraph Studio: every program on this machine can change the state of sessions.")
        Screen.beside_json(language).print(told, style="bold yellow")
    os.environ["BAREME_STUDIO"] = str(debug).lower()  # no setting of the environment opens it
    # Reloading would restart the server in the middle of a session when a file changes.
    flags = ["--no-browser", "--no-reload", "--n-jobs-per-worker", str(_JOBS_PER_WORKER)]
    place = ["--host", host, "--port", str(port), "--config", str(_move_to_home(config))]
    command = [sys.executable, "-P", "-m", "langgraph_cli", "dev", *flags, *place]
    if browse:
        server = f"http://{host}:{port}"
        Screen.beside_json(language).print(t("The app: {url}", url=server + browse), style="bold")
        opening = [sys.executable, "-P", "-m", "bareme.cli.open_browser", server, browse]
        subprocess.Popen(opening)  # noqa: S603 - no shell, and nothing in it but a port and a path of ours
    sys.stdout.flush()
    # The platform's command would report each start to its maker, and its thread for that can break the start.
    os.environ.setdefault("LANGGRAPH_CLI_NO_ANALYTICS", "1")
    os.environ.setdefault("LANGGRAPH_NO_VERSION_CHECK", "true")  # which asks a package index at each start
    # Replace this process, so that Ctrl-C and a supervisor's signals reach the server.
    return os.execv(sys.executable, command)  # noqa: S606 - no shell, and nothing in it but a host, a port and a path


def _missing_part(config: Path) -> str | None:
    """Return the part of a configuration that guards a server and is not as Barème ships it, if there is one."""
    shipped, given = (json.loads(file.read_text(encoding="utf-8")) for file in (_CONFIG, config))
    return next((part for part in ("auth", "http") if given.get(part) != shipped[part]), None)


def _move_to_home(config: Path) -> Path:
    """Make the home the working folder, since the platform writes its files there, and return the configuration to use.

    Paths in the settings and in a configuration keep their meaning, and what `.env` said stays in force.
    """
    settings = get_settings()
    home = settings.home.absolute()
    make_private_folder(home)
    for name in type(settings).model_fields:
        if isinstance(path := getattr(settings, name), Path):
            os.environ[f"BAREME_{name.upper()}"] = str(path.absolute())
    if config != _CONFIG:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH")]))
    moved = absolute(
        json.loads(config.read_text(encoding="utf-8")), _CONFIG.parent if config == _CONFIG else Path.cwd()
    )
    config = home / "langgraph.json"
    config.write_text(json.dumps(moved), encoding="utf-8")
    os.chdir(home)
    return config


def absolute(value: Any, folder: Path) -> Any:
    """Return a part of a configuration in which paths that are relative to a folder, alone or before a colon, are not.

    The development server takes them to be relative to where it is started.
    """
    if isinstance(value, dict):
        return {name: absolute(inner, folder) for name, inner in value.items()}
    if isinstance(value, list):
        return [absolute(inner, folder) for inner in value]
    path, colon, name = value.partition(":") if isinstance(value, str) else ("", "", "")
    return f"{(folder / path).resolve()}{colon}{name}" if path and (folder / path).exists() else value


def _is_loopback(host: str) -> bool:
    """Whether only programs of this machine can connect to a server on `host`; an empty host is every address."""
    addresses = [str(place[0]) for *_, place in socket.getaddrinfo(host, None)] if host else []
    return bool(addresses) and all(ipaddress.ip_address(address).is_loopback for address in addresses)
