"""Names, texts and number formats of reports in one language."""

from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.figures import Figure
from bareme.domain.points import Language
from bareme.evaluation.metrics import MEAN, PREDICTED, PairScores
from bareme.evaluation.metrics.bootstrap import IntervalEstimate
from bareme.evaluation.metrics.coverage import Risk
from bareme.evaluation.notation import Kind, decimal, write_estimate, write_figure, write_value
from bareme.evaluation.report.figure_names import FIGURE_NAMES
from bareme.exports.descriptions import STATUSES, UNDEFINED
from bareme.translation import Message, Translator, translator

_RISKS = {
    Risk.DIFFERS: Message("mark that differs"),
    Risk.BEYOND_STEP: Message("more than one step away"),
    Risk.POINTS: Message("mean points away"),
}


@dataclass(frozen=True)
class Formatter:
    """The texts and number formats of one language."""

    language: Language

    @property
    def t(self) -> Translator:
        """The translator of the language."""
        return translator(self.language)

    def name(self, figure: str) -> str:
        """Return the name of a figure."""
        return self.t(FIGURE_NAMES[figure])

    def risk(self, risk: Risk) -> str:
        """Return the description of a risk."""
        return self.t(_RISKS[risk])

    def rater(self, name: str) -> str:
        """Return a rater's name; those of the mean and of the marks under test are translated."""
        if name == MEAN:
            return self.t("mean of the people")
        return self.t("grader under test") if name in {PREDICTED, ""} else name

    def grader(self, name: str, attempt: str) -> str:
        """Return the grader's name with the try, if given."""
        return (
            self.t("{grader}, try {attempt}", grader=self.rater(name), attempt=attempt) if attempt else self.rater(name)
        )

    def status(self, status: str) -> str:
        """Return the status of an answer without a mark; an unknown status is returned unchanged."""
        known = {one.value: self.t(message) for one, message in STATUSES.items()}
        return known.get(status, status) or self.t("not stated")

    def count(self, value: int) -> str:
        """Return a whole number with thousands separators."""
        return self.t.integer(value)

    def plain(self, value: float) -> str:
        """Return the shortest notation of a number with at most four decimals."""
        return decimal(value, self.t, 4)

    def points(self, value: float | Decimal) -> str:
        """Return points with at most two decimals, or three below a tenth."""
        return decimal(float(value), self.t, 2 if abs(float(value)) >= 0.1 else 3)

    def signed(self, value: float | Decimal) -> str:
        """Return points with their sign."""
        return f"+{self.points(value)}" if value > 0 else self.points(value)

    def percent(self, value: float) -> str:
        """Return a share in percent with at most one decimal."""
        return self.t("{number}%", number=decimal(100 * value, self.t, 1))

    def share(self, value: float) -> str:
        """Return a share in percent with one decimal."""
        return write_value(value, "share", self.t)

    def level(self, level: Decimal, *, shares: bool) -> str:
        """Return a level of a scale: points, or a share of the maximum."""
        return decimal(float(100 * level), self.t, 1) if shares else decimal(float(level), self.t, 4)

    def figure(self, figure: Figure, kind: Kind) -> str:
        """Return a figure, or the reason why it is undefined."""
        return write_figure(figure, kind, self.t)

    def estimate(self, estimate: IntervalEstimate, kind: Kind) -> str:
        """Return a figure with its interval."""
        value, bracket, interval = write_estimate(estimate, kind, self.t).partition(" [")
        return value + bracket + interval.replace(" ", "\u00a0")

    def scored(self, scores: PairScores, name: str, kind: Kind) -> str:
        """Return the metric `name` with its interval, or the reason why it is undefined."""
        return f"– ({self.why(scores, name)})" if self.why(scores, name) else self.estimate(getattr(scores, name), kind)

    def why(self, scores: PairScores, name: str) -> str:
        """Return why the metric `name` is undefined, or an empty string if it is defined."""
        estimate: IntervalEstimate = getattr(scores, name)
        if name == "share_of_maximum" and estimate.value.value is None and scores.pairs:
            return self.t("a maximum is not known")
        return self.reason(estimate.value)

    def difference(self, estimate: IntervalEstimate, kind: Kind) -> str:
        """Return the difference of two figures with its sign, and its interval."""
        value = estimate.value.value
        return ("+" if value is not None and value > 0 else "") + self.estimate(estimate, kind)

    def reason(self, figure: Figure) -> str:
        """Return why a figure is undefined, or an empty string if it is defined."""
        return self.t(UNDEFINED[figure.undefined]) if figure.undefined else ""
