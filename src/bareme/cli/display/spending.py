"""Estimates, usage and budgets: calls, tokens, dollars."""

from collections.abc import Iterator
from decimal import ROUND_UP, Decimal

from bareme.cli.screen import Screen, clean, new_table
from bareme.domain.money import Budget, CostEstimate, Usage
from bareme.graphs.session_snapshot import SessionSnapshot


def show_estimate(screen: Screen, estimate: CostEstimate | None, budget: Budget) -> None:
    """Print the expected cost of grading, and the budget."""
    t = screen.t
    if estimate is None or not estimate.calls:
        return
    if estimate.dollars is None or estimate.most_dollars is None:
        price = screen.t("unknown price for {models}", models=", ".join(clean(model) for model in estimate.unpriced))
    else:
        price = screen.t(
            "{low}, at most about {high}",
            low=dollars(estimate.dollars, screen),
            high=dollars(estimate.most_dollars, screen),
        )
    screen.print(
        screen.t(
            "Estimate: {input_tokens} tokens in, {output_tokens} out; {price}.",
            input_tokens=t.integer(estimate.input_tokens),
            output_tokens=t.integer(estimate.output_tokens),
            price=price,
        )
    )
    show_budget(screen, budget)


def show_budget(screen: Screen, budget: Budget) -> None:
    """Print the limits of a budget, if it has any."""
    if budget.is_set:
        screen.print(screen.t("Budget: {limits}.", limits=_limits(screen, budget)))


def _limits(screen: Screen, budget: Budget) -> str:
    limits = [screen.t.ngettext("{n} model call", "{n} model calls", budget.calls)] if budget.calls is not None else []
    limits += [dollars(budget.dollars, screen)] if budget.dollars is not None else []
    return ", ".join(limits)


def warn_if_budget_stays(screen: Screen, budget: Budget, wanted: Budget) -> None:
    """Print a warning if `wanted` does not raise the session's budget."""
    if not wanted.is_set:
        return
    if not budget.is_set:
        screen.print(screen.t("This session has no budget: set one with `bareme grade`."), style="yellow")
    elif budget.raised_to(wanted) == budget:
        screen.print(
            screen.t("The budget stays at {limits}: it can be raised, not lowered.", limits=_limits(screen, budget)),
            style="yellow",
        )


def describe_usage(screen: Screen, usage: Usage) -> str:
    """Return calls, tokens and dollars in one line."""
    t = screen.t
    said = {
        "calls": t.ngettext("{n} model call", "{n} model calls", usage.calls),
        "input_tokens": t.integer(usage.input_tokens),
        "output_tokens": t.integer(usage.output_tokens),
    }
    if usage.cached_input_tokens:
        text = t(
            "{calls}, {input_tokens} tokens in ({cached_tokens} of them cached) and {output_tokens} out",
            cached_tokens=t.integer(usage.cached_input_tokens),
            **said,
        )
    else:
        text = t("{calls}, {input_tokens} tokens in and {output_tokens} out", **said)
    notes = [text, *_unanswered(screen, usage), *_cost(screen, usage)]
    if usage.estimated:
        notes.append(screen.t("tokens estimated"))
    return " · ".join(notes)


def _unanswered(screen: Screen, usage: Usage) -> Iterator[str]:
    if usage.unanswered_calls:
        yield screen.t.ngettext(
            "{n} request had no answer and may be charged",
            "{n} requests had no answer and may be charged",
            usage.unanswered_calls,
        )


def _cost(screen: Screen, usage: Usage) -> Iterator[str]:
    if usage.cost is None:
        yield screen.t("cost unknown")
    elif usage.unpriced_calls:
        yield screen.t(
            "{cost}, without {calls} of unknown price",
            cost=dollars(usage.cost, screen),
            calls=screen.t.ngettext("{n} model call", "{n} model calls", usage.unpriced_calls),
        )
    elif usage.cost:
        yield dollars(usage.cost, screen)


def show_usage_by_copy(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Print calls, tokens and dollars, one row per copy, if something was paid."""
    result = snapshot.result
    if result is None or not (result.usage.cost or result.usage.unpriced_calls):
        return
    screen.heading(screen.t("Usage"))
    titles = [
        screen.t("Copy"),
        screen.t("Calls"),
        screen.t("Tokens in"),
        screen.t("of them cached"),
        screen.t("Tokens out"),
        screen.t("Cost"),
    ]
    # Titles on two lines keep the columns narrow.
    table = new_table(*("\n".join(title.rsplit(" ", 1)) for title in titles), right=(1, 2, 3, 4, 5))
    analysis = snapshot.graded.shared_usage if snapshot.graded else Usage()
    rows = [(screen.t("reading the files"), analysis), *((copy.copy_id, copy.usage) for copy in result.copies)]
    for name, usage in rows:
        figures = (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
        cost = "?" if usage.cost is None else dollars(usage.cost, screen) + ("+?" if usage.unpriced_calls else "")
        table.add_row(name, *(screen.t.integer(figure) for figure in figures), cost)
    screen.console.print(table)


def dollars(value: Decimal, screen: Screen) -> str:
    """Return "0,0125 $" in French, "$0.0125" in English: two places, or four below a dollar, rounded up."""
    t = screen.t
    places = Decimal("0.01") if value >= 1 or not value else Decimal("0.0001")
    whole, _, cents = f"{value.quantize(places, rounding=ROUND_UP):f}".partition(".")
    return t("${amount}", amount=t.integer(int(whole)) + t.decimal_sign + cents)
