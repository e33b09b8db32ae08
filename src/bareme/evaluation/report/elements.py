"""Build HTML and SVG elements. All text is escaped when the tree is serialised."""

import re
from xml.etree.ElementTree import Element, tostring

type Child = "Element | str"

# Characters that a document cannot contain, and bidirectional control characters.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def fit(text: str) -> str:
    """Return `text` with control characters and lone surrogates replaced."""
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(tag: str, *children: Child, **attributes: str | float) -> Element:
    """Return an element. In attribute names, `_` becomes `-`; a trailing `_` avoids Python keywords and is dropped."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): _value(value) for name, value in attributes.items()})
    append(made, *children)
    return made


def append(parent: Element, *children: Child) -> None:
    """Append children to an element."""
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
    # Rounded to two decimals, so that the output does not depend on floating-point errors.
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
