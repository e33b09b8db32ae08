"""Render a document as a self-contained HTML page."""

import hashlib
from base64 import b64encode
from importlib.resources import files
from itertools import groupby
from xml.etree.ElementTree import Element

from bareme.evaluation.report.document import (
    Block,
    Paragraph,
    Plot,
    Quotation,
    ReportCase,
    ReportDocument,
    ReportSection,
    ReportTable,
)
from bareme.evaluation.report.elements import append, element, html


def html_page(document: ReportDocument) -> str:
    """Return the page. Its content security policy blocks all loading and scripts and allows only its own style."""
    # The style sheet is part of this package and does not contain "<".
    style = files("bareme.evaluation.report").joinpath("page.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light"),
        element("title", document.title),
        # Prevents browsers from requesting an icon if the page is served.
        element("link", rel="icon", href="data:,"),
        element("style", style),
    )
    links = [element("li", element("a", part.title, href=f"#{part.key}")) for part in document.sections]
    contents = element("nav", element("h2", document.contents, id="contents"), element("ul", *links))
    contents.set("aria-labelledby", "contents")
    header = element("header", element("h1", document.title))
    main = element("main", *(_section(part, document) for part in document.sections))
    body = element("body", header, contents, main)
    return "<!DOCTYPE html>\n" + html(element("html", head, body, lang=document.language)) + "\n"


def _section(part: ReportSection, document: ReportDocument) -> Element:
    made = element("section", element("h2", part.title, id=part.key))
    made.set("aria-labelledby", part.key)
    for plots, blocks in groupby(part.blocks, key=lambda block: isinstance(block, Plot)):
        shown = [_block(block, document) for block in blocks]
        append(made, *([element("div", *shown, class_="plots")] if plots else shown))
    return made


def _block(block: Block, document: ReportDocument) -> Element:
    match block:
        case Paragraph():
            return element("p", block.text, class_=block.kind)
        case ReportTable():
            return _table(block)
        case Plot():
            return _plot(block, document)
        case ReportCase():
            return _case(block)


def _table(table: ReportTable) -> Element:
    """Return the table in a scrollable region that can be focused with the keyboard."""
    heads = [
        element("th", head, scope="col", **({"class_": "text"} if place in table.texts else {}))
        if head
        else element("td")
        for place, head in enumerate(table.header)
    ]
    rows = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(
                element("td", cell, class_="text" if place in table.texts else "number")
                for place, cell in enumerate(row[1:], start=1)
            ),
        )
        for row in table.rows
    ]
    made = element("table", element("caption", element("span", table.caption)))
    if any(table.header):
        append(made, element("thead", element("tr", *heads)))
    append(made, element("tbody", *rows))
    frame = element("div", made, class_="scroll", role="region", tabindex="0")
    frame.set("aria-label", table.caption)
    return frame


def _plot(plot: Plot, document: ReportDocument) -> Element:
    drawing = Element("svg", dict(plot.drawing.attrib))
    names = f"{plot.key}-title", f"{plot.key}-text"
    drawing.set("role", "img")
    drawing.set("aria-labelledby", " ".join(names))
    append(drawing, element("title", plot.title, id=names[0]), element("desc", plot.summary, id=names[1]))
    append(drawing, *plot.drawing)
    caption = element("figcaption", element("p", plot.summary))
    if plot.note:
        append(caption, element("p", plot.note, class_="note"))
    numbers = element("details", element("summary", document.data_of), _table(plot.table))
    return element("figure", element("h3", plot.title), drawing, caption, numbers, id=plot.key)


def _case(case: ReportCase) -> Element:
    made = element("article", element("h3", element("bdi", case.title)), _table(case.facts))
    for quoted in (case.quotations, *case.pairs):
        if quoted:
            append(made, element("dl", *(_quotation(one) for one in quoted)))
    return made


def _quotation(quotation: Quotation) -> Element:
    text = element("dd", quotation.text, dir="auto")
    return element("div", element("dt", quotation.label), text)
