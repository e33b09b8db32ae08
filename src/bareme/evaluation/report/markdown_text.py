"""Render a document as Markdown; plots become their summary and table."""

import re

from bareme.evaluation.report.document import Block, Paragraph, Plot, ReportCase, ReportDocument, ReportTable
from bareme.evaluation.report.elements import fit

# Characters that could start markup, a formula or a link.
_MARKUP = re.compile(r"([\\`*_\[\]#|<>~$&]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_FENCE = re.compile(r"`{3,}")


def markdown_text(document: ReportDocument) -> str:
    """Return the Markdown text. Quotations are in fenced blocks; all other text is escaped."""
    lines = [f"# {_escaped(document.title)}"]
    for section in document.sections:
        lines.append(f"## {_escaped(section.title)}")
        for block in section.blocks:
            lines += _block(block)
    return "\n\n".join(lines) + "\n"


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [("> " if block.kind == "warning" else "") + _escaped(block.text)]
        case ReportTable():
            return [f"**{_escaped(block.caption)}**", _table(block)]
        case Plot():
            note = [_escaped(block.note)] if block.note else []
            return [f"### {_escaped(block.title)}", _escaped(block.summary), *note, _table(block.table)]
        case ReportCase():
            quotations = [*block.quotations, *(one for pair in block.pairs for one in pair)]
            quoted = [line for one in quotations for line in (f"{_escaped(one.label)}", _fenced(one.text))]
            return [f"### {_escaped(block.title)}", _table(block.facts), *quoted]


def _table(table: ReportTable) -> str:
    rules = ["---", *("---" if place in table.texts else "---:" for place in range(1, len(table.header)))]
    rows = [table.header, *table.rows]
    lines = ["| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join(rules) + " |")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    flat = " ".join(fit(text).split("\n")).replace("\u2028", " ").replace("\u2029", " ").replace("\t", " ")
    return _MARKUP.sub(r"\\\1", flat)


def _fenced(text: str) -> str:
    text = fit(text)
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(text))])
    return f"{fence}text\n{text}\n{fence}"
