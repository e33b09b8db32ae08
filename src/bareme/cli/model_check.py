"""`bareme models MODEL`: whether a model answers, and what it can do."""

import asyncio
from dataclasses import asdict
from typing import Literal

from rich.table import Table

from bareme.agents.forms import Form
from bareme.agents.probe import Probe, probe
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.options import read_model_name
from bareme.cli.screen import Screen, new_table, write_json
from bareme.domain.policy import Grader
from bareme.errors import ModelFailure
from bareme.models.registry import is_paid
from bareme.runtime import close_runtime
from bareme.translation import Message, Translator

_FORMS = {
    Form.TOOL: Message("tool call"),
    Form.JSON_SCHEMA: Message("JSON schema"),
    Form.JSON_TEXT: Message("JSON text"),
}


def check_model(screen: Screen, name: str, *, as_json: bool) -> int:
    """Ask a model a tiny question and print its answer; return the exit code."""
    grader = Grader(model=read_model_name(name, option="MODEL").model)
    if not is_paid(name):
        screen.print(screen.t("{model} answers offline, by rules: there is no model to call.", model=name))
        return DONE
    try:
        found = asyncio.run(_probe(grader))
    except ModelFailure as failure:
        if as_json:
            write_json({"model": name, "answers": False, "error": str(failure)})
        complain(screen.t("{name}: {reason}", name=name, reason=failure.message), screen.language)
        return FAILED
    if as_json:
        write_json({"model": name, "answers": not found.problem, "found": asdict(found)})
    else:
        _show(screen, name, found)
    return FAILED if found.problem else DONE


def _show(screen: Screen, name: str, found: Probe) -> None:
    t = screen.t
    said = {"model": name, "seconds": t.decimal(f"{found.seconds:.2f}"), "reported": found.model or "?"}
    if found.problem:
        screen.print(
            t(
                "{model} answered in {seconds} s, but not in the form asked for; its provider calls it {reported}.",
                **said,
            )
        )
    else:
        screen.print(t("{model} answered in {seconds} s; its provider calls it {reported}.", **said))
    screen.print(t("Received: {text}", text=found.raw))
    tokens = {"input": t.integer(found.input_tokens), "output": t.integer(found.output_tokens)}
    screen.print(t("Tokens: {input} in, {output} out", **tokens))
    screen.console.print(_capabilities(screen, found))


def _capabilities(screen: Screen, found: Probe) -> Table:
    t, able = screen.t, found.capabilities
    table = new_table(t("Capability"), t("Seen"))
    table.add_row(t("Form of the answers"), t(_FORMS[found.form]))
    table.add_row(t("Tool call"), _yes_or_no(t, able.tools))
    table.add_row(t("JSON schema"), _yes_or_no(t, able.json_schema))
    table.add_row(t("Pictures"), _number_of_pictures(t, able.pictures))
    context = t("not known") if able.context is None else t("{n} tokens", n=t.integer(able.context))
    table.add_row(t("Context"), context)
    table.add_row(t("Usage reported"), _yes_or_no(t, able.usage_reported))
    speed = t.decimal(f"{able.tokens_per_second:.1f}")
    table.add_row(t("Speed of this answer"), t("{speed} tokens a second", speed=speed))
    return table


def _number_of_pictures(t: Translator, pictures: int | Literal["several"] | None) -> str:
    if pictures is None:
        return t("not known")
    if pictures == "several":
        return t("several in a request")
    return t("{n} in a request", n=t.integer(pictures)) if pictures else t("none")


def _yes_or_no(t: Translator, answer: bool | None) -> str:  # noqa: FBT001 - what is to be shown
    return t("not known") if answer is None else t("yes") if answer else t("no")


async def _probe(grader: Grader) -> Probe:
    try:
        return await probe(grader)
    finally:
        await close_runtime()
