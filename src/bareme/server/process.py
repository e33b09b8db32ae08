"""What concerns the whole process of a server: private files, one server a home, and its log."""

import importlib
import json
import os
from contextlib import ExitStack
from functools import cache

from bareme.errors import InvalidInput
from bareme.garbage_collection import collect_less_often
from bareme.memory_allocation import return_memory
from bareme.server.logs import configure_logs
from bareme.server.platform_client import runs_on_aegra
from bareme.server.thread_deletion import delete_one_after_the_other
from bareme.settings import get_settings
from bareme.storage import platform_threads
from bareme.storage.home_lock import home_lock
from bareme.storage.private_files import make_tree_private
from bareme.storage.server_secret import derived_key
from bareme.storage.stores import stores

_until_the_end = ExitStack()
_AUTH = {"path": "bareme.server.auth:auth", "disable_studio_auth": True}


@cache
def prepare_process() -> None:
    """Prepare this process to serve.

    Raises:
        HomeInUse: another server uses the same home.
        InvalidInput: the server is configured to run without our authentication, or for the other kind of storage.
        StoreUnusable: the database of the cluster cannot be reached.
    """
    _require_authentication()
    _require_fitting_storage()
    collect_less_often()
    return_memory()
    configure_logs(get_settings().log_format)
    os.umask(0o077)  # `bareme serve` has set it already, `langgraph dev` has not
    if os.environ.get("LANGGRAPH_RUNTIME_EDITION") == "inmem":
        # Servers that share their threads in a database may share a home; those that keep them in memory may not.
        _until_the_end.enter_context(home_lock())
        make_tree_private(platform_threads.FOLDER, depth=1)
        delete_one_after_the_other()
    stores().wait(get_settings().startup_seconds)
    derived_key("document id")  # makes the server's secret, which blocks the event loop


def _require_authentication() -> None:
    """Check that this server asks our authentication who may do what; without it, everybody may do everything.

    Raises:
        InvalidInput: its configuration names another, or none.
    """
    importlib.import_module("bareme.server.auth")  # a server that goes on without it when it fails ends here
    if runs_on_aegra():
        from aegra_api.config import load_auth_config  # noqa: PLC0415 - aegra is in the extra `cluster`

        named = dict(load_auth_config() or {})
    elif "LANGGRAPH_RUNTIME_EDITION" in os.environ:  # langgraph-api, which has its configuration in the environment
        named = json.loads(os.environ.get("LANGGRAPH_AUTH") or "{}")
    else:
        return
    if {name: named.get(name) for name in _AUTH} != _AUTH:
        raise InvalidInput(
            "the server's configuration must have {auth}: without it nothing starts", auth=json.dumps({"auth": _AUTH})
        )


def _require_fitting_storage() -> None:
    """Check that this server keeps its threads where Barème keeps all that belongs to them.

    Raises:
        InvalidInput: one of them is on this machine, and the other shared.
    """
    edition = os.environ.get("LANGGRAPH_RUNTIME_EDITION")
    storage = get_settings().storage
    if edition == "inmem" and storage == "cluster":
        raise InvalidInput(
            "this server keeps its threads in memory, and {storage} is for those that share them: start {command}",
            storage="BAREME_STORAGE=cluster",
            command="bareme serve",
        )
    if (runs_on_aegra() or edition not in {None, "inmem"}) and storage == "local":
        raise InvalidInput(
            "this server shares its threads with others: it needs {storage}", storage="BAREME_STORAGE=cluster"
        )
