"""`bareme models`: which providers are configured, and whether a model answers. A key is never shown."""

import asyncio
from dataclasses import asdict

from bareme.agents.probe import Probe, probe
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.options import read_model_name
from bareme.cli.screen import Screen, new_table, write_json
from bareme.cli.wording import number
from bareme.domain.policy import Grader
from bareme.errors import ModelFailure
from bareme.models.providers import PROVIDERS, Provider
from bareme.models.registry import is_paid
from bareme.runtime import close_runtime
from bareme.settings import get_settings


def print_providers(screen: Screen, *, as_json: bool) -> int:
    """Print every provider and whether it can be asked; return the exit code."""
    default = get_settings().default_model
    if as_json:
        rows = [
            {"provider": p.name, "configured": p.configured, "key": bool(p.key), "base_url": p.shown_address or None}
            for p in PROVIDERS.values()
        ]
        write_json({"default_model": default, "providers": rows})
        return DONE
    titles = ("provider", "state", "key_from", "address")
    table = new_table(*(screen.text(f"models_{title}") for title in titles))
    table.add_row("offline", screen.text("models_ready"), "–", "–")
    for provider in PROVIDERS.values():
        table.add_row(
            provider.name, _state(screen, provider), " / ".join(provider.key_names), provider.shown_address or "–"
        )
    screen.console.print(table)
    screen.say("models_default", model=default)
    return DONE


def check_model(screen: Screen, name: str, *, as_json: bool) -> int:
    """Ask a model the smallest question there is and print what came back; return the exit code."""
    grader = Grader(model=read_model_name(name, screen.language, option="MODEL").model)
    if not is_paid(name):
        screen.say("models_offline", model=name)
        return DONE
    try:
        found = asyncio.run(_probe(grader))
    except ModelFailure as failure:
        if as_json:
            write_json({"model": name, "answers": False, "error": str(failure)})
        complain(
            f"{name} : {failure.explain('fr')}" if screen.language == "fr" else f"{name}: {failure}", screen.language
        )
        return FAILED
    if as_json:
        write_json({"model": name, "answers": not found.problem, "found": asdict(found)})
    else:
        _show(screen, name, found)
    return FAILED if found.problem else DONE


def _show(screen: Screen, name: str, found: Probe) -> None:
    language = screen.language
    screen.say(
        "models_answered" if not found.problem else "models_answered_badly",
        model=name,
        seconds=f"{found.seconds:.2f}".replace(".", "," if language == "fr" else "."),
        reported=found.model or "?",
    )
    screen.say("models_form", form=screen.text(f"models_form_{found.form.value}"))
    screen.say("models_raw", text=found.raw)
    tokens = {"input": number(found.input_tokens, language), "output": number(found.output_tokens, language)}
    screen.say("models_tokens", **tokens)


async def _probe(grader: Grader) -> Probe:
    try:
        return await probe(grader)
    finally:
        await close_runtime()


def _state(screen: Screen, provider: Provider) -> str:
    if provider.configured:
        return screen.text("models_ready")
    if not provider.installed:
        return screen.text("models_no_extra", extra=provider.extra)
    return screen.text("models_no_address" if not provider.address() else "models_no_key")
