"""Compose the document of a report or of a data set's card in one language."""

from collections.abc import Sequence

from bareme.domain.points import Language
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Remark
from bareme.evaluation.report.document import ReportDocument, ReportSection
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.sections.agreement import agreement
from bareme.evaluation.report.sections.cases import cases
from bareme.evaluation.report.sections.confidence import confidence
from bareme.evaluation.report.sections.dataset import card_blocks, dataset, people
from bareme.evaluation.report.sections.overview import cost, overview
from bareme.evaluation.report.sections.parts import parts
from bareme.evaluation.report.sections.undefined import undefined


def compose(found: ReportFindings, remarks: Sequence[Remark], language: Language) -> ReportDocument:
    """Return the document."""
    fmt = Formatter(language)
    return ReportDocument(
        language=language,
        title=fmt.t("Evaluation: {name}", name=found.name),
        contents=fmt.t("Contents"),
        data_of=fmt.t("The numbers of this plot"),
        sections=(
            overview(found, remarks, fmt),
            agreement(found, fmt),
            confidence(found, fmt),
            parts(found, fmt),
            cases(found, fmt),
            cost(found, fmt),
            dataset(found, fmt),
            undefined(found, fmt),
        ),
    )


def compose_card(card: DataSetCard, language: Language, *, resamples: int) -> ReportDocument:
    """Return the document of a data set's card, computed with `resamples` resamples."""
    fmt = Formatter(language)
    return ReportDocument(
        language=language,
        title=f"{card.name} ({card.format})",
        contents=fmt.t("Contents"),
        data_of=fmt.t("The numbers of this plot"),
        sections=(
            ReportSection("dataset", fmt.t("Data set"), tuple(card_blocks(card, fmt))),
            people(card, resamples, fmt),
        ),
    )
