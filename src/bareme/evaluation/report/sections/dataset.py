"""The section of the data set: its card, its human marks and their agreement."""

from collections.abc import Sequence

from bareme.evaluation.card import Count, DataSetCard
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.figure_names import FACT_NAMES
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.sections.agreement import lines_table
from bareme.evaluation.report.sections.overview import say_intervals

_MAXIMA_SHOWN = 6


def dataset(found: ReportFindings, fmt: Formatter) -> ReportSection:
    """Return how the marks were made, and the data set's card."""
    facts = [(fmt.t(FACT_NAMES[key]), value) for key, value in found.facts.items()]
    made = [ReportTable(fmt.t("The run"), ("", ""), tuple(facts), frozenset({1}))] if facts else []
    card = (
        [Paragraph(fmt.t("There are only marks, without a card of their data set."))]
        if found.card is None
        else card_blocks(found.card, fmt)
    )
    return ReportSection("dataset", fmt.t("Data set"), (*made, *card))


def people(card: DataSetCard, resamples: int, fmt: Formatter) -> ReportSection:
    """Return the agreement of the people who marked the data set."""
    if not card.agreement:
        one_human = fmt.t("One person marked: nothing tells how far people agree on these answers.")
        nobody = fmt.t("Nobody marked: there is nothing to compare marks with.")
        blocks: tuple[Block, ...] = (Paragraph(one_human if card.raters else nobody, "note"),)
    else:
        blocks = (lines_table(card.agreement, fmt), say_intervals(card.clustering, resamples, fmt))
    return ReportSection("agreement", fmt.t("Agreement"), blocks)


def card_blocks(card: DataSetCard, fmt: Formatter) -> list[Block]:
    """Return the card as a table, what was left out, and the distribution of human marks and labels."""
    blocks: list[Block] = [_card_table(card, fmt)]
    for left_out in card.left_out:
        reason = left_out.reason
        blocks.append(
            Paragraph(fmt.t("Left out: {count} × {reason}", count=fmt.count(left_out.count), reason=reason), "warning")
        )
    blocks += [Paragraph(fmt.t(remark), "note") for remark in card.remarks]
    blocks += [
        Paragraph(
            fmt.t(
                "Rows without a mark from {rater}, left out: {count}. A missing mark is not a zero.",
                rater=rater.rater,
                count=fmt.count(rater.missing),
            ),
            "warning",
        )
        for rater in card.raters
        if rater.missing
    ]
    names = [
        fmt.t("{rater} (mean {mean})", rater=rater.rater, mean=fmt.figure(rater.mean, "points"))
        for rater in card.raters
    ]
    marks = [rater.distribution for rater in card.raters]
    if any(marks):
        blocks.append(_distribution(fmt.t("Marks that people gave"), (fmt.t("Mark"), *names), marks, fmt))
    labels = [rater.labels for rater in card.raters]
    if any(labels):
        header = (fmt.t("Label"), *(rater.rater for rater in card.raters))
        blocks.append(_distribution(fmt.t("Labels that people gave"), header, labels, fmt))
    return blocks


def _distribution(
    caption: str, header: tuple[str, ...], counts: Sequence[Sequence[Count]], fmt: Formatter
) -> ReportTable:
    """Return the frequencies of values, one column per rater."""
    values = list(dict.fromkeys(count.value for of_rater in counts for count in of_rater))
    numeric = all(value.replace(".", "", 1).isdecimal() for value in values)
    if numeric:
        values.sort(key=float)
    given = [{count.value: count.count for count in of_rater} for of_rater in counts]
    rows = [
        (
            fmt.t.decimal(value) if numeric else value,
            *(fmt.count(own.get(value, 0)) for own in given),
        )
        for value in values
    ]
    return ReportTable(caption, header, tuple(rows))


def _card_table(card: DataSetCard, fmt: Formatter) -> ReportTable:
    maxima = [fmt.points(maximum) for maximum in card.maxima]
    shown = " · ".join(maxima) if len(maxima) <= _MAXIMA_SHOWN else f"{maxima[0]} … {maxima[-1]}"
    step = fmt.points(card.step)
    rows = [
        (fmt.t("Name"), card.name),
        (fmt.t("Format"), card.format),
        (fmt.t("Licence"), card.licence or fmt.t("not stated")),
        (fmt.t("Answers"), fmt.count(card.items)),
        (fmt.t("Questions"), fmt.count(card.questions)),
        (fmt.t("Students"), fmt.t("unknown") if card.students is None else fmt.count(card.students)),
        (fmt.t("Maximum"), shown or fmt.t("not stated")),
        (fmt.t("Step"), step if card.step_stated else fmt.t("{step}, seen in the marks", step=step)),
    ]
    optional = (
        (fmt.t("With a reference answer"), card.with_reference),
        (fmt.t("With criteria or levels"), card.with_criteria),
        (fmt.t("Without text or pages"), card.without_answer),
        (fmt.t("Blank answers"), card.blank_answers),
    )
    rows += [(name, fmt.count(count)) for name, count in optional if count]
    rows += [(fmt.t("Marks of the system {name}", name=one.value), fmt.count(one.count)) for one in card.systems]
    return ReportTable(fmt.t("Card"), ("", ""), tuple(rows), frozenset({1}))
