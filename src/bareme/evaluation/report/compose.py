"""From findings to the document in one language."""

from collections.abc import Sequence

from bareme.domain.points import Language
from bareme.evaluation.items import Remark
from bareme.evaluation.report.document import ReportDocument
from bareme.evaluation.report.findings import ReportFindings
from bareme.evaluation.report.sections.agreement import agreement
from bareme.evaluation.report.sections.cases import cases
from bareme.evaluation.report.sections.confidence import confidence
from bareme.evaluation.report.sections.overview import cost, dataset, overview
from bareme.evaluation.report.sections.parts import parts
from bareme.evaluation.report.sections.undefined import undefined
from bareme.evaluation.report.words import Words


def compose(found: ReportFindings, remarks: Sequence[Remark], language: Language) -> ReportDocument:
    """Return the document."""
    words = Words(language)
    return ReportDocument(
        language=language,
        title=words("title", name=found.name),
        contents=words("contents"),
        data_of=words("data_of"),
        sections=(
            overview(found, remarks, words),
            agreement(found, words),
            confidence(found, words),
            parts(found, words),
            cases(found, words),
            cost(found, words),
            dataset(found, words),
            undefined(found, words),
        ),
    )
