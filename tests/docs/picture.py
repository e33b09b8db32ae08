"""Draws a terminal's screen as SVG. The same screen gives the same bytes."""

import io

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from tests.docs.pages import REPOSITORY
from tests.docs.terminal import SESSION

PICTURE = REPOSITORY / "docs" / "images" / "review.svg"
COLUMNS = 100
# Rich's own frame without the fonts that it would load from elsewhere.
_FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
{styles}
.{unique_id}-matrix {{
  font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; }}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw(screen: str) -> str:
    """Return an SVG of what `bareme resume` shows: the results and the first question."""
    results, _, rest = screen.partition("\n\n")
    question = rest[rest.index("[1/") :]
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ bareme resume {SESSION} --language en", style="bold"))
    console.print(Text.from_ansi(f"{results.strip()}\n…\n{question[: question.index(':', question.index('?'))]}: "))
    return console.export_svg(
        title="Barème", theme=DIMMED_MONOKAI, code_format=_FRAME, unique_id="bareme", font_aspect_ratio=0.61
    )
