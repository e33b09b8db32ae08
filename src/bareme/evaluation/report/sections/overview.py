"""What to know first, the data set, and what it cost."""

from collections.abc import Sequence

from bareme.domain.money import Usage
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Remark
from bareme.evaluation.metrics.bootstrap import FEWEST_CLUSTERS
from bareme.evaluation.metrics.clustering import Clustering
from bareme.evaluation.metrics.report import Line
from bareme.evaluation.report.document import Block, Paragraph, ReportSection, ReportTable
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.words import Words

_MAXIMA_SHOWN = 6


def overview(found: ReportFindings, remarks: Sequence[Remark], words: Words) -> ReportSection:
    """Return the figures in a sentence, what is missing, and how intervals were made."""
    metrics = found.metrics
    reference = words.rater(metrics.reference)
    step = words.points(metrics.step)
    blocks: list[Block] = [Paragraph(words("rows", rows=words.count(metrics.rows), reference=reference, step=step))]
    lines = {(line.first, line.second): line for line in metrics.lines}
    under_test = next(line for pair, line in lines.items() if pair == (metrics.reference, "predicted"))
    blocks.append(Paragraph(_headline("headline", under_test, words)))
    people = next((line for pair, line in lines.items() if pair[1] != "predicted"), None)
    blocks.append(Paragraph(_headline("headline_humans", people, words) if people else words("one_human")))
    blocks += [
        Paragraph(words("missing", rater=words.rater(rater), count=words.count(count)), "warning")
        for rater, count in metrics.missing.items()
        if count
    ]
    blocks += [Paragraph(remark.text(words.language), "warning") for remark in remarks]
    if any(found.statuses):
        rows = [(words.status(status), words.count(count)) for status, count in found.statuses.items()]
        blocks.append(ReportTable(words("statuses"), (words("reason"), words("count")), tuple(rows)))
    blocks.append(say_intervals(metrics.clustering, metrics.resamples, words))
    return ReportSection("overview", words("overview"), tuple(blocks))


def _headline(key: str, line: Line, words: Words) -> str:
    scores = line.scores
    return words(
        key,
        exact=words.estimate(scores.exact, "share"),
        within=words.estimate(scores.within_step, "share"),
        error=words.estimate(scores.mean_absolute_error, "points"),
        kappa=words.estimate(scores.quadratic_kappa, "coefficient"),
    )


def say_intervals(clustering: Clustering, resamples: int, words: Words) -> Paragraph:
    """Return how the intervals were made."""
    if not resamples:
        return Paragraph(words("no_intervals"), "note")
    unit = words(f"unit_{clustering.unit}")
    clusters = words.count(clustering.clusters)
    fewest = words.count(FEWEST_CLUSTERS)
    if clustering.clusters < FEWEST_CLUSTERS:
        return Paragraph(words("few_clusters", fewest=fewest, clusters=clusters, unit=unit), "warning")
    said = words("intervals", resamples=words.count(resamples), clusters=clusters, unit=unit, fewest=fewest)
    return Paragraph(said, "note")


def dataset(found: ReportFindings, words: Words) -> ReportSection:
    """Return the data set's card."""
    card = found.card
    facts = [(words(key), value) for key, value in found.facts.items()]
    made = [ReportTable(words("facts"), ("", ""), tuple(facts), frozenset({1}))] if facts else []
    if card is None:
        return ReportSection("dataset", words("dataset"), (*made, Paragraph(words("no_card"))))
    blocks: list[Block] = [*made, _card_table(card, words)]
    for left_out in card.left_out:
        reason = left_out.reason.text(words.language)
        blocks.append(Paragraph(words("left_out", count=words.count(left_out.count), reason=reason), "warning"))
    blocks += [Paragraph(remark.text(words.language), "note") for remark in card.remarks]
    values = list(dict.fromkeys(count.value for rater in card.raters for count in rater.distribution))
    if all(value.replace(".", "", 1).isdecimal() for value in values):
        values.sort(key=float)
    given = [{count.value: count.count for count in rater.distribution} for rater in card.raters]
    names = [words("rater_mean", rater=rater.rater, mean=words.figure(rater.mean, "points")) for rater in card.raters]
    rows = [
        (
            value.replace(".", ",") if words.language == "fr" else value,
            *(words.count(own.get(value, 0)) for own in given),
        )
        for value in values
    ]
    blocks.append(ReportTable(words("distribution"), (words("mark"), *names), tuple(rows)))
    return ReportSection("dataset", words("dataset"), tuple(blocks))


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
    return ReportTable(words("card_table"), ("", ""), tuple(rows), frozenset({1}))


def cost(found: ReportFindings, words: Words) -> ReportSection:
    """Return what each grader took."""
    if not found.usage:
        return ReportSection("cost", words("cost"), (Paragraph(words("no_cost")),))
    lines = [(line.grader, line.usage) for line in found.usage]
    total = [(words("all_graders"), sum((usage for _, usage in lines), Usage()))] if len(lines) > 1 else []
    return ReportSection(
        "cost", words("cost"), tuple(usage_blocks(words("cost_table"), [*lines, *total], words, head=words("grader")))
    )


def usage_blocks(caption: str, lines: Sequence[tuple[str, Usage]], words: Words, *, head: str) -> list[Block]:
    """Return a table with what each of `lines` took, and what is to be known of it; `head` says what the lines are."""
    money = words.money
    header = (
        *(head, money.calls, money.input_tokens, money.cached_tokens, money.output_tokens),
        *(words("seconds"), money.cost, money.unpriced),
    )
    blocks: list[Block] = [ReportTable(caption, header, tuple(_usage(name, usage, words) for name, usage in lines))]
    if any(usage.estimated for _, usage in lines):
        blocks.append(Paragraph(money.estimated, "note"))
    if any(usage.unpriced_calls for _, usage in lines):
        blocks.append(Paragraph(money.note, "note"))
    return blocks


def _usage(name: str, usage: Usage, words: Words) -> tuple[str, ...]:
    tokens = (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    counts = [words.count(count) for count in tokens]
    price = "" if usage.cost is None else words.plain(float(usage.cost))
    return (name, *counts, words.plain(round(usage.seconds, 1)), price, words.count(usage.unpriced_calls))
