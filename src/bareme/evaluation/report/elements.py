"""Elements of HTML and SVG. Text goes in as text and is escaped when the tree is written, wherever it came from."""

import re
from xml.etree.ElementTree import Element, tostring

type Child = "Element | str"

# What no document may hold, and the marks that turn the direction of everything behind them around.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def fit(text: str) -> str:
    """Return `text` with a replacement character for what a document cannot hold: controls, halves of characters."""
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(tag: str, *children: Child, **attributes: str | float) -> Element:
    """Return an element. An attribute's `_` stands for `-`; one at its end keeps clear of Python's own words."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): _value(value) for name, value in attributes.items()})
    append(made, *children)
    return made


def append(parent: Element, *children: Child) -> None:
    """Add children behind those that are there."""
    for child in children:
        if isinstance(child, Element):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + fit(child)
        else:
            parent.text = (parent.text or "") + fit(child)


def html(tree: Element) -> str:
    """Return the tree as HTML."""
    return tostring(tree, encoding="unicode", method="html")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return fit(value)
    # Two decimals of a pixel, so that the last digits of a machine's arithmetic do not show.
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
