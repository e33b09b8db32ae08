"""`bareme token add`, `list` and `revoke`."""

import typer

from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.screen import Screen, clean, new_table
from bareme.storage.api_keys import ApiKeys, Role
from bareme.storage.stores import stores
from bareme.translation import Message

_ROLES: dict[str, Message] = {
    "teacher": Message("teacher"),
    "reviewer": Message("reviewer"),
    "admin": Message("administrator"),
}


def add_token(screen: Screen, name: str, role: Role) -> int:
    """Make a key and print it alone on standard output; return the exit code."""
    key, text = _keys().add(name, role)
    Screen.beside_json(screen.language).print(
        screen.t("Key {key_id} of {name}. Keep it now: it is not shown again.", key_id=key.id, name=key.name)
    )
    typer.echo(text)
    return DONE


def print_tokens(screen: Screen) -> int:
    """Print all keys; return the exit code."""
    t = screen.t
    keys = _keys().all()
    if not keys:
        screen.print(t("There are no API keys."))
        return DONE
    table = new_table(t("Key"), t("Name"), t("Role"), t("Made"), t("Revoked"))
    for key in keys:
        table.add_row(key.id, clean(key.name), t(_ROLES[key.role]), key.created[:10], key.revoked[:10] or "–")
    screen.console.print(table)
    return DONE


def revoke_tokens(screen: Screen, name: str) -> int:
    """Revoke the keys of a name or with an id; return the exit code."""
    revoked = _keys().revoke(name)
    if not revoked:
        complain(screen.t("there is no valid key of {name!r}", name=name), screen.language)
        return FAILED
    for key in revoked:
        screen.print(screen.t("Key {key_id} of {name} is revoked.", key_id=key.id, name=key.name))
    return DONE


def _keys() -> ApiKeys:
    return stores().api_keys
