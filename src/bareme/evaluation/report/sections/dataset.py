"""The section of the data set: its card, its human marks and their agreement."""

from collections.abc import Sequence

from bareme.evaluation.card import Count, DataSetCard
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.figure_names import FACT_NAMES
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.sections.agreement import lines_table
from bareme.evaluation.report.sections.overview import say_intervals
from bareme.evaluation.report.words import Words

_MAXIMA_SHOWN = 6


def dataset(found: ReportFindings, words: Words) -> ReportSection:
    """Return how the marks were made, and the data set's card."""
    facts = [(words.t(FACT_NAMES[key]), value) for key, value in found.facts.items()]
    made = [ReportTable(words.t("The run"), ("", ""), tuple(facts), frozenset({1}))] if facts else []
    card = (
        [Paragraph(words.t("There are only marks, without a card of their data set."))]
        if found.card is None
        else card_blocks(found.card, words)
    )
    return ReportSection("dataset", words.t("Data set"), (*made, *card))


def people(card: DataSetCard, resamples: int, words: Words) -> ReportSection:
    """Return the agreement of the people who marked the data set."""
    if not card.agreement:
        one_human = words.t("One person marked: nothing tells how far people agree on these answers.")
        nobody = words.t("Nobody marked: there is nothing to compare marks with.")
        blocks: tuple[Block, ...] = (Paragraph(one_human if card.raters else nobody, "note"),)
    else:
        blocks = (lines_table(card.agreement, words), say_intervals(card.clustering, resamples, words))
    return ReportSection("agreement", words.t("Agreement"), blocks)


def card_blocks(card: DataSetCard, words: Words) -> list[Block]:
    """Return the card as a table, what was left out, and the distribution of human marks and labels."""
    blocks: list[Block] = [_card_table(card, words)]
    for left_out in card.left_out:
        reason = left_out.reason
        blocks.append(
            Paragraph(
                words.t("Left out: {count} × {reason}", count=words.count(left_out.count), reason=reason), "warning"
            )
        )
    blocks += [Paragraph(words.t(remark), "note") for remark in card.remarks]
    blocks += [
        Paragraph(
            words.t(
                "Rows without a mark from {rater}, left out: {count}. A missing mark is not a zero.",
                rater=rater.rater,
                count=words.count(rater.missing),
            ),
            "warning",
        )
        for rater in card.raters
        if rater.missing
    ]
    names = [
        words.t("{rater} (mean {mean})", rater=rater.rater, mean=words.figure(rater.mean, "points"))
        for rater in card.raters
    ]
    marks = [rater.distribution for rater in card.raters]
    if any(marks):
        blocks.append(_distribution(words.t("Marks that people gave"), (words.t("Mark"), *names), marks, words))
    labels = [rater.labels for rater in card.raters]
    if any(labels):
        header = (words.t("Label"), *(rater.rater for rater in card.raters))
        blocks.append(_distribution(words.t("Labels that people gave"), header, labels, words))
    return blocks


def _distribution(
    caption: str, header: tuple[str, ...], counts: Sequence[Sequence[Count]], words: Words
) -> ReportTable:
    """Return the frequencies of values, one column per rater."""
    values = list(dict.fromkeys(count.value for of_rater in counts for count in of_rater))
    numeric = all(value.replace(".", "", 1).isdecimal() for value in values)
    if numeric:
        values.sort(key=float)
    given = [{count.value: count.count for count in of_rater} for of_rater in counts]
    rows = [
        (
            words.t.decimal(value) if numeric else value,
            *(words.count(own.get(value, 0)) for own in given),
        )
        for value in values
    ]
    return ReportTable(caption, header, tuple(rows))


def _card_table(card: DataSetCard, words: Words) -> ReportTable:
    maxima = [words.points(maximum) for maximum in card.maxima]
    shown = " · ".join(maxima) if len(maxima) <= _MAXIMA_SHOWN else f"{maxima[0]} … {maxima[-1]}"
    step = words.points(card.step)
    rows = [
        (words.t("Name"), card.name),
        (words.t("Format"), card.format),
        (words.t("Licence"), card.licence or words.t("not stated")),
        (words.t("Answers"), words.count(card.items)),
        (words.t("Questions"), words.count(card.questions)),
        (words.t("Students"), words.t("unknown") if card.students is None else words.count(card.students)),
        (words.t("Maximum"), shown or words.t("not stated")),
        (words.t("Step"), step if card.step_stated else words.t("{step}, seen in the marks", step=step)),
    ]
    optional = (
        (words.t("With a reference answer"), card.with_reference),
        (words.t("With criteria or levels"), card.with_criteria),
        (words.t("Without text or pages"), card.without_answer),
        (words.t("Blank answers"), card.blank_answers),
    )
    rows += [(name, words.count(count)) for name, count in optional if count]
    rows += [(words.t("Marks of the system {name}", name=one.value), words.count(one.count)) for one in card.systems]
    return ReportTable(words.t("Card"), ("", ""), tuple(rows), frozenset({1}))
