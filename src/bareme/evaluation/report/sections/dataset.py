"""The data set: its card, how people marked it, and how far they agree."""

from collections.abc import Sequence

from bareme.evaluation.card import Count, DataSetCard
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.sections.agreement import lines_table
from bareme.evaluation.report.sections.overview import say_intervals
from bareme.evaluation.report.words import Words

_MAXIMA_SHOWN = 6


def dataset(found: ReportFindings, words: Words) -> ReportSection:
    """Return how the marks were made, and the data set's card."""
    facts = [(words(key), value) for key, value in found.facts.items()]
    made = [ReportTable(words("facts"), ("", ""), tuple(facts), frozenset({1}))] if facts else []
    card = [Paragraph(words("no_card"))] if found.card is None else card_blocks(found.card, words)
    return ReportSection("dataset", words("dataset"), (*made, *card))


def people(card: DataSetCard, resamples: int, words: Words) -> ReportSection:
    """Return how far the people who marked the data set agree."""
    if not card.agreement:
        blocks: tuple[Block, ...] = (Paragraph(words("one_human" if card.raters else "no_human"), "note"),)
    else:
        blocks = (lines_table(card.agreement, words), say_intervals(card.clustering, resamples, words))
    return ReportSection("agreement", words("agreement"), blocks)


def card_blocks(card: DataSetCard, words: Words) -> list[Block]:
    """Return the card as a table, what was left out, and the marks and labels that people gave."""
    blocks: list[Block] = [_card_table(card, words)]
    for left_out in card.left_out:
        reason = left_out.reason.text(words.language)
        blocks.append(Paragraph(words("left_out", count=words.count(left_out.count), reason=reason), "warning"))
    blocks += [Paragraph(remark.text(words.language), "note") for remark in card.remarks]
    blocks += [
        Paragraph(words("missing", rater=rater.rater, count=words.count(rater.missing)), "warning")
        for rater in card.raters
        if rater.missing
    ]
    names = [words("rater_mean", rater=rater.rater, mean=words.figure(rater.mean, "points")) for rater in card.raters]
    marks = [rater.distribution for rater in card.raters]
    if any(marks):
        blocks.append(_distribution(words("distribution"), (words("mark"), *names), marks, words))
    labels = [rater.labels for rater in card.raters]
    if any(labels):
        header = (words("label"), *(rater.rater for rater in card.raters))
        blocks.append(_distribution(words("label_distribution"), header, labels, words))
    return blocks


def _distribution(
    caption: str, header: tuple[str, ...], counts: Sequence[Sequence[Count]], words: Words
) -> ReportTable:
    """Return how often each rater gave each value, a column a rater."""
    values = list(dict.fromkeys(count.value for of_rater in counts for count in of_rater))
    numeric = all(value.replace(".", "", 1).isdecimal() for value in values)
    if numeric:
        values.sort(key=float)
    given = [{count.value: count.count for count in of_rater} for of_rater in counts]
    rows = [
        (
            value.replace(".", ",") if numeric and words.language == "fr" else value,
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
        (words("name"), card.name),
        (words("format"), card.format),
        (words("licence"), card.licence or words("not_stated")),
        (words("answers"), words.count(card.items)),
        (words("questions"), words.count(card.questions)),
        (words("students"), words("unknown") if card.students is None else words.count(card.students)),
        (words("maximum"), shown or words("not_stated")),
        (words("step"), step if card.step_stated else words("step_seen", step=step)),
    ]
    optional = ("with_reference", "with_criteria", "without_answer", "blank_answers")
    rows += [(words(key), words.count(getattr(card, key))) for key in optional if getattr(card, key)]
    rows += [(words("system_marks", name=one.value), words.count(one.count)) for one in card.systems]
    return ReportTable(words("card_table"), ("", ""), tuple(rows), frozenset({1}))
