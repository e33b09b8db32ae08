"""`bareme models`: which providers are configured. A key is never shown.

The check of one model is in `model_check`: it loads what asks models, which takes a second.
"""

from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, new_table, write_json
from bareme.models.providers import PROVIDERS, Provider
from bareme.settings import get_settings


def print_providers(screen: Screen, *, as_json: bool) -> int:
    """Print every provider and whether it is configured; return the exit code."""
    default = get_settings().default_model
    if as_json:
        rows = [
            {"provider": p.name, "configured": p.configured, "key": bool(p.key), "base_url": p.shown_address or None}
            for p in PROVIDERS.values()
        ]
        write_json({"default_model": default, "providers": rows})
        return DONE
    table = new_table(screen.t("Provider"), screen.t("State"), screen.t("Key read from"), screen.t("Address"))
    table.add_row("offline", screen.t("ready"), "–", "–")
    for provider in PROVIDERS.values():
        table.add_row(
            provider.name, _state(screen, provider), " / ".join(provider.key_names), provider.shown_address or "–"
        )
    screen.console.print(table)
    screen.print(screen.t("Default: {model}", model=default))
    return DONE


def _state(screen: Screen, provider: Provider) -> str:
    if provider.configured:
        return screen.t("ready")
    if not provider.installed:
        return screen.t("not installed: bareme[{extra}]", extra=provider.extra)
    return screen.t("no key") if provider.address() else screen.t("no address (BAREME_LOCAL_BASE_URL)")
