"""What a session will take, has taken and may take: calls, tokens, dollars."""

from collections.abc import Iterator
from decimal import ROUND_UP, Decimal

from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.wording import count, number
from bareme.domain.money import Budget, CostEstimate, Usage
from bareme.graphs.session_snapshot import SessionSnapshot


def show_estimate(screen: Screen, estimate: CostEstimate | None, budget: Budget) -> None:
    """Print what grading is expected to take, and what it may."""
    language = screen.language
    if estimate is None or not estimate.calls:
        return
    if estimate.dollars is None or estimate.most_dollars is None:
        price = screen.text("price_unknown", models=", ".join(clean(model) for model in estimate.unpriced))
    else:
        price = screen.text(
            "price_between", low=dollars(estimate.dollars, screen), high=dollars(estimate.most_dollars, screen)
        )
    screen.say(
        "estimate",
        input_tokens=number(estimate.input_tokens, language),
        output_tokens=number(estimate.output_tokens, language),
        price=price,
    )
    show_budget(screen, budget)


def show_budget(screen: Screen, budget: Budget) -> None:
    """Print the limits, where there are any."""
    if budget.is_set:
        screen.say("budget", limits=_limits(screen, budget))


def _limits(screen: Screen, budget: Budget) -> str:
    limits = [count(budget.calls, "call", screen.language)] if budget.calls is not None else []
    limits += [dollars(budget.dollars, screen)] if budget.dollars is not None else []
    return ", ".join(limits)


def say_what_stays(screen: Screen, budget: Budget, wanted: Budget) -> None:
    """Say so where `wanted` does not raise the session's budget."""
    if not wanted.is_set:
        return
    if not budget.is_set:
        screen.say("no_budget", style="yellow")
    elif budget.raised_to(wanted) == budget:
        screen.say("budget_stays", style="yellow", limits=_limits(screen, budget))


def describe_usage(screen: Screen, usage: Usage) -> str:
    """Return calls, tokens and dollars in a line."""
    language = screen.language
    key = "usage_cached" if usage.cached_input_tokens else "usage"
    text = screen.text(
        key,
        calls=count(usage.calls, "call", language),
        input_tokens=number(usage.input_tokens, language),
        cached_tokens=number(usage.cached_input_tokens, language),
        output_tokens=number(usage.output_tokens, language),
    )
    notes = [text, *_cost(screen, usage)]
    if usage.estimated:
        notes.append(screen.text("usage_estimated"))
    return " · ".join(notes)


def _cost(screen: Screen, usage: Usage) -> Iterator[str]:
    if usage.cost is None:
        yield screen.text("cost_unknown")
    elif usage.unpriced_calls:
        yield screen.text(
            "cost_in_part",
            cost=dollars(usage.cost, screen),
            calls=count(usage.unpriced_calls, "call", screen.language),
        )
    elif usage.cost:
        yield dollars(usage.cost, screen)


def show_usage_by_copy(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Print a row a copy: calls, tokens, dollars; only where something was paid."""
    result = snapshot.result
    if result is None or not (result.usage.cost or result.usage.unpriced_calls):
        return
    screen.heading("usage_heading")
    titles = [screen.text(key) for key in ("copy", "calls_made", "tokens_in", "tokens_cached", "tokens_out", "cost")]
    # On two lines, so that on a narrow terminal the figures leave the copies' names some room.
    table = new_table(*("\n".join(title.rsplit(" ", 1)) for title in titles), right=(1, 2, 3, 4, 5))
    analysis = snapshot.graded.shared_usage if snapshot.graded else Usage()
    rows = [(screen.text("reading_the_files"), analysis), *((copy.copy_id, copy.usage) for copy in result.copies)]
    for name, usage in rows:
        figures = (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
        cost = "?" if usage.cost is None else dollars(usage.cost, screen) + ("+?" if usage.unpriced_calls else "")
        table.add_row(name, *(number(figure, screen.language) for figure in figures), cost)
    screen.console.print(table)


def dollars(value: Decimal, screen: Screen) -> str:
    """Return "0,0125 $" in French, "$0.0125" in English: two places, or four below a dollar, rounded up."""
    places = Decimal("0.01") if value >= 1 or not value else Decimal("0.0001")
    text = f"{value.quantize(places, rounding=ROUND_UP):,f}"
    if screen.language == "en":
        return f"${text}"
    return text.replace(",", "\u202f").replace(".", ",") + "\u00a0$"
