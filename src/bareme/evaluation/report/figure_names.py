"""Display names of figures by their names in the data."""

from collections.abc import Mapping

from bareme.translation import Message

FIGURE_NAMES: Mapping[str, Message] = {
    "pairs": Message("Marks compared"),
    "exact": Message("Exact agreement"),
    "within_step": Message("Within one step"),
    "mean_absolute_error": Message("Mean absolute error (points)"),
    "share_of_maximum": Message("… as a share of the maximum"),
    "rmse": Message("Root mean squared error (points)"),
    "bias": Message("Bias, second − first (points)"),
    "quadratic_kappa": Message("Quadratic weighted kappa"),
    "kappa": Message("Cohen's kappa"),
    "pearson": Message("Pearson correlation"),
    "spearman": Message("Spearman correlation"),
    "intraclass": Message("Intraclass correlation ICC(2,1)"),
    "macro_f1": Message("Macro-F1"),
    "accuracy": Message("Accuracy"),
    "macro_precision": Message("Macro precision"),
    "macro_recall": Message("Macro recall"),
    "credits": Message("Other credit: zero, partial, full"),
    "ranges": Message("Other range: 0–25, 25–75, 75–100 %"),
    "lost": Message("Points lost by only one of the two"),
    "lost_each": Message("… questions per student"),
    "expected_error": Message("Expected calibration error (ECE)"),
    "brier": Message("Brier score"),
    "area": Message("Area under the curve"),
    "within": Message("Between tries (standard deviation)"),
    "between": Message("Between models (standard deviation)"),
    "humans_exact": Message("Exact agreement, people"),
}

FACT_NAMES: Mapping[str, Message] = {
    "run_id": Message("Run"),
    "run_dataset": Message("Data set (hash)"),
    "run_items": Message("Answers graded / in all"),
    "run_seed": Message("Seed of the sample"),
    "run_graders": Message("Graders × tries"),
    "run_prompts": Message("Versions of prompts"),
    "run_version": Message("Version of Barème (code)"),
    "run_date": Message("Date"),
}
