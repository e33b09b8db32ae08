"""The figures that cost is judged by: the name of each, where it stands in the report, and the goal.

`show`, `review` and `export` are to take a second where the import takes 0.85 s: 1.18 times as long.
"""

from dataclasses import dataclass
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """A figure under `path` in a report. With `least` it must reach `limit`, otherwise it must not pass it.

    Without a limit of its own it is compared with another report.
    """

    name: str
    path: str
    limit: float | None = None
    unit: str = ""
    least: bool = False

    def value(self, report: Json) -> float | None:
        """Return the figure, or None where the part was not run."""
        found: Any = report
        for key in self.path.split("/"):
            if not isinstance(found, dict) or key not in found:
                return None
            found = found[key]
        return float(found)

    def is_met(self, report: Json) -> bool | None:
        """Return whether the goal is met; None if there is no figure or no limit."""
        value = self.value(report)
        if value is None or self.limit is None:
            return None
        return value >= self.limit if self.least else value <= self.limit


GOALS = (
    Goal("prompt tokens a scanned copy", "class_command/scans/tokens_a_copy", 11_000),
    Goal("prompt tokens a typed copy, grading", "class_command/typed/grading_tokens_a_copy", 6_500),
    *(
        Goal(
            f"common to copies and cacheable, {name}, {kind}",
            f"cacheable/{kind}_{family}/share_cacheable",
            0.95,
            least=True,
        )
        for family, name in (
            ("anthropic", "Anthropic"),
            ("openrouter_anthropic", "Anthropic behind OpenRouter"),
            ("openai", "OpenAI"),
        )
        for kind in ("scans", "typed")
    ),
    Goal("wall over plain httpx, 50 typed copies", "calls/wall_over_httpx", 1.03),
    Goal("CPU a copy over a bare LangGraph node", "calls/cpu_over_langgraph", 1.1),
    Goal("CPU a copy over the openai SDK", "calls/cpu_over_openai", 2.7),
    Goal("scanned class, before grading over grading", "scans/before_over_grading", 0.7),
    Goal("CPU a scanned page, all processes", "scans/processor_ms_a_page", None, "ms"),
    Goal("memory growth, 200 typed copies of 3 pages", "memory/typed/growth_mb", 40, "MB"),
    Goal("checkpoint bytes a copy", "kept_bytes/checkpoint_bytes_a_copy", 25_000, "B"),
    Goal("checkpoint bytes an edit", "kept_bytes/bytes_an_edit", 100_000, "B"),
    Goal("checkpoints after 150 edits of 50 copies", "kept_bytes/megabytes_after_edits", 5, "MB"),
    Goal("CPU of one edit, 50 copies", "edits/by_copies/50/processor_seconds", 0.05, "s"),
    Goal("CPU of one edit, 200 copies", "edits/by_copies/200/processor_seconds", 0.1, "s"),
    Goal("CPU of one edit, 500 copies", "edits/by_copies/500/processor_seconds", 0.25, "s"),
    Goal("`sessions` after one reviewed class over when empty", "starts/sessions_reviewed/over_empty", 1.1),
    Goal("CPU of `show` over `import langgraph.graph`", "starts/show/over_floor", 1.18),
    Goal("CPU of `review` over the same", "starts/review/over_floor", 1.18),
    Goal("CPU of `export` over the same", "starts/export/over_floor", 1.18),
    Goal("CPU of `models` beyond the same", "starts/models/beyond_floor_seconds", 0.3, "s"),
)
