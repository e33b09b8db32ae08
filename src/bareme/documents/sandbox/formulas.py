"""Write formulas of Word (OMML, ECMA-376 part 1, 22.1) and of OpenDocument (MathML 3) as LaTeX."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

_ACCENTS = {
    "^": "hat", "\u0302": "hat", "~": "tilde", "\u0303": "tilde", "¯": "bar", "\u0304": "bar", "\u0305": "overline",
    "→": "vec", "\u20d7": "vec", ".": "dot", "˙": "dot", "\u0307": "dot", "¨": "ddot", "\u0308": "ddot",
}  # fmt: skip
_NARY = {"∑": "\\sum", "∏": "\\prod", "∫": "\\int", "∬": "\\iint", "∮": "\\oint", "⋃": "\\bigcup", "⋂": "\\bigcap"}
_FUNCTIONS = {"sin", "cos", "tan", "log", "ln", "exp", "lim", "max", "min", "det", "arg", "cot", "sinh", "cosh", "tanh"}
_DELIMITERS = {"{": "\\{", "}": "\\}", "": ".", "‖": "\\|", "⟨": "\\langle ", "⟩": "\\rangle "}
_ESCAPED = {"%": "\\%", "#": "\\#", "&": "\\&", "$": "\\$", "{": "\\{", "}": "\\}"}

type _Element = Any
type _Writer = Callable[[_Element], str]


class UnknownFormula(ValueError):
    """A formula with a part that is not known."""


def formula_to_latex(root: _Element) -> str | None:
    """Return the formula as LaTeX without `$`, or None if a part of it is not known."""
    try:
        return " ".join(_write(root).split())
    except UnknownFormula:
        return None


def _write(element: _Element) -> str:
    name = _name(element)
    if name in _IGNORED:
        return ""
    if name in _TRANSPARENT:
        return _inside(element)
    writer = _WRITERS.get(name)
    if writer is None:
        raise UnknownFormula(name)
    return writer(element)


def _name(element: _Element) -> str:
    return str(etree.QName(element).localname)


def _children(element: _Element) -> Iterator[_Element]:
    return (child for child in element if isinstance(child.tag, str))


def _inside(element: _Element) -> str:
    return "".join(map(_write, _children(element)))


def _part(element: _Element, name: str) -> str:
    """Return the part of an OMML element with this name, or ""."""
    found = next((child for child in _children(element) if _name(child) == name), None)
    return "" if found is None else _inside(found).strip()


def _property(element: _Element, name: str, default: str = "") -> str:
    """Return the value of a property of an OMML element: <m:fPr><m:type m:val="lin"/></m:fPr>."""
    for properties in _children(element):
        if _name(properties).endswith("Pr"):
            for child in _children(properties):
                if _name(child) == name:
                    return next(iter(child.attrib.values()), "") if child.attrib else ""
    return default


def _text(element: _Element) -> str:
    # Mathematical letters are plain letters in another font.
    text = unicodedata.normalize("NFKC", "".join(map(str, element.itertext()))).strip()
    if text in _FUNCTIONS:
        return f"\\{text} "
    if text in _NARY:
        return f"{_NARY[text]} "
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def _run(element: _Element) -> str:
    """Return the text of an OMML run, whose spaces count."""
    return "".join(_text(child) or " " for child in _children(element) if _name(child) == "t")


def _fraction(element: _Element) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    return f"{above}/{below}" if _property(element, "type") == "lin" else f"\\frac{{{above}}}{{{below}}}"


def _root(element: _Element) -> str:
    degree = _part(element, "deg")
    return f"\\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e')}}}"


def _scripts(*places: tuple[str, str]) -> _Writer:
    def write(element: _Element) -> str:
        return f"{{{_part(element, 'e')}}}" + "".join(f"{mark}{{{_part(element, name)}}}" for mark, name in places)

    return write


def _delimited(element: _Element) -> str:
    begin, end = _property(element, "begChr", "("), _property(element, "endChr", ")")
    separator = _property(element, "sepChr", "|")
    inner = f" {separator} ".join(_inside(child) for child in _children(element) if _name(child) == "e")
    return f"\\left{_DELIMITERS.get(begin, begin)} {inner} \\right{_DELIMITERS.get(end, end)} "


def _nary(element: _Element) -> str:
    operator = _property(element, "chr", "∫")
    lower, upper = _part(element, "sub"), _part(element, "sup")
    limits = (f"_{{{lower}}}" if lower else "") + (f"^{{{upper}}}" if upper else "")
    return f"{_NARY.get(operator, operator)}{limits} {_part(element, 'e')}"


def _accent(element: _Element) -> str:
    return _accented(_property(element, "chr", "^"), _part(element, "e"))


def _accented(mark: str, under: str) -> str:
    if mark not in _ACCENTS:
        raise UnknownFormula(mark)
    return f"\\{_ACCENTS[mark]}{{{under}}}"


def _bar(element: _Element) -> str:
    return f"\\{'overline' if _property(element, 'pos') == 'top' else 'underline'}{{{_part(element, 'e')}}}"


def _rows(row: str, cell: str, environment: str) -> _Writer:
    def write(element: _Element) -> str:
        rows = [child for child in _children(element) if _name(child) == row]
        cells = (" & ".join(_inside(one) for one in _children(each) if _name(one) == cell) for each in rows)
        return f"\\begin{{{environment}}} {' \\\\ '.join(cells)} \\end{{{environment}}} "

    return write


def _equations(element: _Element) -> str:
    rows = (_inside(child) for child in _children(element) if _name(child) == "e")
    return f"\\begin{{aligned}} {' \\\\ '.join(rows)} \\end{{aligned}} "


def _by_position(pattern: str) -> _Writer:
    """Return a writer of a MathML element whose children have their meaning by their place."""

    def write(element: _Element) -> str:
        parts = [_write(child).strip() for child in _children(element)]
        if len(parts) != pattern.count("@"):
            raise UnknownFormula(_name(element))
        latex = pattern
        for part in parts:
            latex = latex.replace("@", part.replace("@", "\0"), 1)
        return latex.replace("\0", "@")

    return write


def _math_root(element: _Element) -> str:
    base, degree = (_write(child).strip() for child in _children(element))
    return f"\\sqrt[{degree}]{{{base}}}"


def _over(element: _Element) -> str:
    base, above = _children(element)
    mark = _text(above)
    return _accented(mark, _write(base)) if mark in _ACCENTS else f"{{{_write(base)}}}^{{{_write(above)}}}"


def _fenced(element: _Element) -> str:
    begin, end = element.get("open", "("), element.get("close", ")")
    inner = ", ".join(map(_write, _children(element)))
    return f"\\left{_DELIMITERS.get(begin, begin)} {inner} \\right{_DELIMITERS.get(end, end)} "


def _semantics(element: _Element) -> str:
    return "".join(map(_write, list(_children(element))[:1]))


_TRANSPARENT = {
    *("oMathPara", "oMath", "e", "box", "borderBox", "fName", "lim", "ins", "smartTag"),
    *("math", "mrow", "mstyle", "mpadded", "menclose", "mtd"),
}
_IGNORED = {
    *("oMathParaPr", "ctrlPr", "rPr", "argPr", "phant", "bookmarkStart", "bookmarkEnd", "proofErr", "del", "sSupPr"),
    *("fPr", "dPr", "radPr", "naryPr", "funcPr", "accPr", "barPr", "mPr", "eqArrPr", "sSubPr", "sSubSupPr", "boxPr"),
    *("limLowPr", "limUppPr", "groupChrPr", "borderBoxPr", "mspace", "annotation", "annotation-xml", "mphantom"),
}
_WRITERS: dict[str, _Writer] = {
    "r": _run,
    "f": _fraction,
    "rad": _root,
    "sSup": _scripts(("^", "sup")),
    "sSub": _scripts(("_", "sub")),
    "sSubSup": _scripts(("_", "sub"), ("^", "sup")),
    "limLow": _scripts(("_", "lim")),
    "limUpp": _scripts(("^", "lim")),
    "d": _delimited,
    "nary": _nary,
    "func": lambda element: f"{_part(element, 'fName')} {_part(element, 'e')}",
    "acc": _accent,
    "bar": _bar,
    "m": _rows("mr", "e", "matrix"),
    "eqArr": _equations,
    "groupChr": lambda element: _part(element, "e"),
    "mi": _text,
    "mn": _text,
    "mo": _text,
    "mtext": lambda element: f"\\text{{{_text(element)}}}",
    "mfrac": _by_position("\\frac{@}{@}"),
    "msup": _by_position("{@}^{@}"),
    "msub": _by_position("{@}_{@}"),
    "msubsup": _by_position("{@}_{@}^{@}"),
    "munder": _by_position("{@}_{@}"),
    "munderover": _by_position("{@}_{@}^{@}"),
    "mover": _over,
    "msqrt": lambda element: f"\\sqrt{{{_inside(element)}}}",
    "mroot": _math_root,
    "mfenced": _fenced,
    "mtable": _rows("mtr", "mtd", "matrix"),
    "semantics": _semantics,
}
