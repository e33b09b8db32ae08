r"""LaTeX in a text as characters that a pupil can read: "$x^2 \leq \frac{1}{2}$" becomes "x² ≤ 1/2"."""

import re
from functools import lru_cache

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import LatexContextDb, std_macro

from bareme.domain.quantities.latex import written_out

_LONGEST = 1000
"""Characters of a formula; a longer one stays as it is."""
_DEEPEST = 20
"""Braces inside each other; the parser calls itself at each."""

# As in Pandoc: between dollars that touch the formula, and no digit after the last, so that "$5 and $10" is money.
_FORMULA = re.compile(
    rf"(?<!\\)\$\$([^$]{{1,{_LONGEST}}})\$\$"
    rf"|(?<![\\$])\$(?![\s$])((?:[^$\\]|\\.){{1,{_LONGEST}}})(?<!\s)\$(?!\d)"
    rf"|\\\(((?:[^\\]|\\[^()\[\]]){{1,{_LONGEST}}})\\\)"
    rf"|\\\[((?:[^\\]|\\[^()\[\]]){{1,{_LONGEST}}})\\\]",
    re.DOTALL,
)
_LINE_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_OVERLINE = re.compile(r"\\overline(?![A-Za-z])")
_INDEXED_ROOT = re.compile(r"\\sqrt\s*\[([^\[\]{}\\]{1,20})\]")
_PERCENT = re.compile(r"(?<!\\)%")
_SCRIPT = re.compile(r"([\^_])\s*(?:\(([^()^_]*)\)|([+-]?\d+|[^\s()]))")
_RAISED = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_UPRIGHT = str.maketrans("⩽⩾∘", "≤≥°")
_SPACES = re.compile(r"\s+")


class _UnknownCommandError(Exception):
    """A command of which it is not known what it prints."""


def readable(text: str) -> str:
    r"""Return `text` with its formulas, in `$…$`, `$$…$$`, `\(…\)` or `\[…\]`, in plain characters.

    A formula that cannot be read, or has an unknown command, stays as it is: half of it could say something else.
    """
    if "$" not in text and "\\" not in text:
        return text
    return _FORMULA.sub(_as_characters, text)


def _as_characters(found: re.Match[str]) -> str:
    formula = next(group for group in found.groups() if group is not None)
    if _depth(formula) > _DEEPEST:
        return found[0]
    # What follows would read "%" as a comment, "''" as a quotation mark, and drop an overline and the index of a root.
    source = _PERCENT.sub(r"\%", _LINE_END.sub("; ", formula)).replace("''", "″")
    source = written_out(_INDEXED_ROOT.sub(r"\\root{\1}", _OVERLINE.sub(r"\\bar", source))).replace("--", "-{}-")
    parser, printer = _reader()
    try:
        nodes, _, _ = LatexWalker(f"${source}$", latex_context=parser, tolerant_parsing=False).get_latex_nodes()
        shown = printer.nodelist_to_text(nodes)
    except (LatexWalkerError, _UnknownCommandError):
        return found[0]
    shown = _SCRIPT.sub(_script, _SCRIPT.sub(_script, shown))
    return _SPACES.sub(" ", shown.translate(_UPRIGHT)).strip()


def _depth(formula: str) -> int:
    depth = deepest = 0
    for character in formula:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _script(found: re.Match[str]) -> str:
    """Return an exponent or an index in small characters, if there are such for all of it."""
    table = _RAISED if found[1] == "^" else _LOWERED
    in_brackets = found[2] is not None
    body = (found[2] if in_brackets else found[3]).strip()
    if found[1] == "^" and body == "∘":
        return "°"
    if all(ord(letter) in table for letter in body):
        return body.translate(table)
    return f"{found[1]}({body})" if in_brackets else found[0]


@lru_cache(maxsize=1)
def _reader() -> tuple[LatexContextDb, LatexNodes2Text]:
    """Return what parses and what prints. Accents over several letters are printed as AsciiMath writes them."""
    parser, printed = latexwalker.get_default_latex_context_db(), latex2text.get_default_latex_context_db()
    names = {name: name for name in ("vec", "bar", "hat", "tilde")}
    names |= {"overrightarrow": "vec", "widehat": "hat", "widetilde": "tilde"}
    macros = [MacroTextSpec(macro, simplify_repl=f"{name}(%s)") for macro, name in names.items()]
    macros += [
        MacroTextSpec("root", simplify_repl="root(%s)(%s)"),
        MacroTextSpec("binom", simplify_repl="binom(%s, %s)"),
    ]
    parsed = [
        *(std_macro(macro, "{") for macro in names),
        *(std_macro(macro, "{{") for macro in ("root", "binom")),
    ]
    parser.add_context_category("sheets", macros=parsed, prepend=True)
    printed.add_context_category("sheets", macros=macros, prepend=True)
    printed.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    return parser, LatexNodes2Text(latex_context=printed, math_mode="text", keep_comments=True)


def _unknown(node: object) -> str:
    raise _UnknownCommandError(getattr(node, "macroname", ""))
