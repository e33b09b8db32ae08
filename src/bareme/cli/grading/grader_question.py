"""Asking the teacher who grades. Neither rules nor a paid model grade unless she chose them."""

from collections.abc import Sequence

from bareme.cli.display.spending import dollars
from bareme.cli.exits import WrongUsage
from bareme.cli.screen import Screen, new_table
from bareme.models.prices import cost_of
from bareme.models.providers import PROVIDERS
from bareme.models.registry import is_paid
from bareme.settings import get_settings
from bareme.translation import Message

_RULES = "offline:lexical"
_THOUSAND = 1000


def choose_graders(screen: Screen, named: Sequence[str], *, may_ask: bool, by_hand: bool = False) -> Sequence[str]:
    """Return the graders that were named, or those that the teacher chooses now; none if she marks by hand.

    Raises:
        WrongUsage: none was named, and nobody is there to ask; or some were, and she marks by hand.
    """
    if by_hand and named:
        raise WrongUsage(Message("give {first} or {second}, not both", first="--grader", second="--by-hand"))
    if named or by_hand:
        return named
    offered = _offered()
    refusal = WrongUsage(
        Message(
            "say who grades, for example {example!r} (rules, not a model); possible here: {models}",
            example="--grader offline:lexical",
            models=offered,
        ),
        "--grader",
    )
    if not may_ask:
        raise refusal
    _show(screen, offered)
    try:
        return _ask(screen, offered)
    except EOFError:
        raise refusal from None


def _offered() -> list[str]:
    """Return the rules, the model in the settings, and a model of each provider that is configured."""
    suggested = (provider.suggestion for provider in PROVIDERS.values() if provider.configured)
    return [name for name in dict.fromkeys((_RULES, get_settings().default_model, *suggested)) if name]


def _show(screen: Screen, offered: Sequence[str]) -> None:
    t = screen.t
    screen.print(t("Who grades? No grader was chosen with {option}.", option="--grader"))
    table = new_table("", t("Grader"), t("Price"), right=(0,))
    for number, name in enumerate(offered, start=1):
        table.add_row(str(number), name, _price(screen, name))
    screen.console.print(table)


def _price(screen: Screen, name: str) -> str:
    t = screen.t
    if not is_paid(name):
        return t("free: rules, not a model")
    # A price by the thousand: many models charge more for longer prompts.
    prompt = cost_of(name, input_tokens=_THOUSAND, output_tokens=0)
    answer = cost_of(name, input_tokens=0, output_tokens=_THOUSAND)
    if prompt is None or answer is None:
        return t("price unknown")
    return t(
        "{prompt} in and {answer} out for a million tokens",
        prompt=dollars(prompt * _THOUSAND, screen),
        answer=dollars(answer * _THOUSAND, screen),
    )


def _ask(screen: Screen, offered: Sequence[str]) -> list[str]:
    """Return the graders that are typed: numbers, or models with a number of passes.

    Raises:
        EOFError: there is nobody to answer.
    """
    question = screen.t("Numbers or names (“1”, “1 2”, “openai:gpt-5.1@2”), or Ctrl-C to stop:")
    while True:
        typed = screen.ask(question).replace(",", " ").split()
        wrong = [word for word in typed if word.isdecimal() and not 1 <= int(word) <= len(offered)]
        if typed and not wrong:
            return [offered[int(word) - 1] if word.isdecimal() else word for word in typed]
        if wrong:
            screen.print(screen.t("there is no grader {number}", number=wrong[0]), style="red")
