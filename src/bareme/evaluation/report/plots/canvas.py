"""A canvas for SVG plots with two axes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from xml.etree.ElementTree import Element

from bareme.evaluation.report.elements import append, element

# The luminance at which black and white have the same contrast: (L + .05) / .05 = 1.05 / (L + .05).
_EVEN = (1.05 * 0.05) ** 0.5 - 0.05

# Narrow enough for a phone.
WIDTH = 440.0

INK, QUIET, GRID = "#1b1f24", "#4b5560", "#d5dae0"
MODEL, HUMAN, WARNING = "#1a5fa4", "#a8480b", "#a01c2c"

_HALO = {"stroke": "#ffffff", "stroke_width": "3", "paint_order": "stroke"}


@dataclass(frozen=True)
class Axis:
    """A linear scale from values to pixels."""

    low: float
    high: float
    start: float  # the pixel of `low`
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of `value`."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


@dataclass
class Canvas:
    """Collects shapes, which are drawn in the order in which they are added."""

    height: float
    shapes: list[Element] = field(default_factory=list)

    def add(self, tag: str, *children: str, **attributes: str | float) -> Element:
        """Add a shape and return it."""
        self.shapes.append(element(tag, *children, **attributes))
        return self.shapes[-1]

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = 13,
        halo: bool = False,
        **more: str,
    ) -> None:
        """Add a line of text with its baseline at `y`; a halo keeps it legible on top of lines."""
        attributes: dict[str, str | float] = {"fill": QUIET, **(_HALO if halo else {}), **more}
        self.add("text", words, x=x, y=y, text_anchor=anchor, font_size=size, **attributes)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1, dash: str = ""
    ) -> None:
        """Add a straight line."""
        dashed: dict[str, str | float] = {"stroke_dasharray": dash} if dash else {}
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **dashed)

    def diamond(self, x: float, y: float, size: float, colour: str) -> None:
        """Add a diamond, which differs from a dot in shape as well as colour."""
        points = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
        self.add("polygon", points=" ".join(f"{px:.2f},{py:.2f}" for px, py in points), fill=colour)

    def path(self, places: Sequence[tuple[float, float]], colour: str, *, dash: str = "") -> None:
        """Add a polyline."""
        dashed: dict[str, str | float] = {"stroke_dasharray": dash} if dash else {}
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
        self.add("polyline", points=points, fill="none", stroke=colour, stroke_width=2, **dashed)

    def axes(self, x: Axis, y: Axis, titles: tuple[str, str], write: tuple[Callable[[float], str], ...]) -> None:
        """Add both axes with grid, numbers and titles (below the x axis, above the y axis)."""
        for tick in ticks(x.low, x.high):
            self.line(x.at(tick), y.start, x.at(tick), y.end, GRID)
            self.text(x.at(tick), y.start + 16, write[0](tick), anchor="middle", size=12)
        for tick in ticks(y.low, y.high):
            self.line(x.start, y.at(tick), x.end, y.at(tick), GRID)
            self.text(x.start - 6, y.at(tick) + 4, write[1](tick), anchor="end", size=12)
        self.line(x.start, y.start, x.end, y.start, QUIET)
        self.line(x.start, y.start, x.start, y.end, QUIET)
        self.text((x.start + x.end) / 2, y.start + 34, titles[0], anchor="middle")
        self.text(4, y.end - 10, titles[1])

    def drawing(self) -> Element:
        """Return the SVG element; the page adds its title and description."""
        made = element("svg", viewBox=f"0 0 {WIDTH:g} {self.height:g}")
        append(made, *self.shapes)
        return made


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Return approximately `about` round numbers from `low` to `high`."""
    if high <= low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(step * number, 10) for number in range(first, last + 1)]


def shade(share: float) -> tuple[str, str]:
    """Return the colour of a share, 0 to 1, and black or white, whichever has more contrast with it.

    The contrast is above 4.5 to 1, as WCAG 2.2 (1.4.3) asks of text.
    """
    share = min(max(share, 0.0), 1.0)
    light, dark = (244, 247, 251), (12, 52, 102)
    colour = [round(one + (two - one) * share) for one, two in zip(light, dark, strict=True)]
    written = "#" + "".join(f"{part:02x}" for part in colour)
    return written, "#000000" if luminance(written) > _EVEN else "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
