"""`bareme eval card`: what a data set holds."""

from decimal import Decimal
from pathlib import Path

from bareme.cli.evaluation.tables import show_lines
from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, clean, new_table, write_json
from bareme.cli.wording import number
from bareme.evaluation import FormatName, read_dataset
from bareme.evaluation.card import Count, DataSetCard, RaterCard, data_set_card
from bareme.evaluation.notation import decimal

_BAR = 30


def print_card(screen: Screen, path: Path, fmt: FormatName | None, *, resamples: int, as_json: bool) -> int:
    """Print the card, as tables or as one JSON object; return the exit code."""
    card = data_set_card(read_dataset(path, fmt), resamples=resamples)
    if as_json:
        write_json(card.model_dump(mode="json"))
        return DONE
    show_card(screen, card, resamples=resamples)
    return DONE


def show_card(screen: Screen, card: DataSetCard, *, resamples: int) -> None:
    """Print a data set's card, made with so many resamples."""
    screen.print(f"{card.name} ({card.format})", style="bold")
    language = screen.language
    table = new_table("", "", right=(1,))
    table.show_header = False
    table.add_row(screen.text("eval_items"), number(card.items, language))
    table.add_row(screen.text("eval_questions"), number(card.questions, language))
    students = screen.text("eval_unknown") if card.students is None else number(card.students, language)
    table.add_row(screen.text("eval_students"), students)
    for key, count in (
        ("eval_with_reference", card.with_reference),
        ("eval_with_criteria", card.with_criteria),
        ("eval_without_answer", card.without_answer),
        ("eval_blank", card.blank_answers),
    ):
        if count:
            table.add_row(screen.text(key), number(count, language))
    maxima = _values([Decimal(maximum) for maximum in card.maxima], screen)
    table.add_row(screen.text("eval_maximum"), maxima or screen.text("eval_not_stated"))
    step = decimal(float(card.step), language)
    table.add_row(screen.text("eval_step"), step if card.step_stated else screen.text("eval_step_seen", step=step))
    for system in card.systems:
        table.add_row(screen.text("eval_system", name=clean(system.value)), number(system.count, language))
    screen.console.print(table)
    screen.say("eval_licence", licence=card.licence or screen.text("eval_not_stated"))
    for left_out in card.left_out:
        reason = left_out.reason.text(language)
        screen.say("eval_left_out", style="yellow", count=number(left_out.count, language), reason=reason)
    for remark in card.remarks:
        screen.print(remark.text(language), style="dim")
    for rater in card.raters:
        _show_rater(screen, rater)
    if card.agreement:
        show_lines(screen, card.agreement, step=float(card.step), clustering=card.clustering, resamples=resamples)
    else:
        screen.say("eval_one_human" if card.raters else "eval_no_human", style="dim")


def _values(values: list[Decimal], screen: Screen) -> str:
    texts = [decimal(float(value), screen.language) for value in values]
    return " · ".join(texts) if len(texts) <= 6 else f"{texts[0]} … {texts[-1]}"


def _show_rater(screen: Screen, rater: RaterCard) -> None:
    mean = "–" if rater.mean.value is None else decimal(round(rater.mean.value, 2), screen.language)
    screen.heading("eval_rater", rater=clean(rater.rater), marks=number(rater.marks, screen.language), mean=mean)
    if rater.missing:
        screen.say("eval_missing", style="yellow", rater=rater.rater, count=rater.missing)
    _show_counts(screen, "eval_mark", rater.distribution)
    if rater.labels:
        _show_counts(screen, "eval_label", rater.labels)


def _show_counts(screen: Screen, title: str, counts: tuple[Count, ...]) -> None:
    table = new_table(screen.text(title), screen.text("eval_count"), "", right=(1,))
    most = max((count.count for count in counts), default=0)
    for count in counts:
        value = count.value.replace(".", ",") if screen.language == "fr" and title == "eval_mark" else count.value
        table.add_row(clean(value), number(count.count, screen.language), "█" * round(_BAR * count.count / (most or 1)))
    screen.console.print(table)
