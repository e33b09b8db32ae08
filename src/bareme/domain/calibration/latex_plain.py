r"""LaTeX in one line of plain characters: "\dfrac{1}{2}", "\frac12" and "½" all become "(1)/(2)"."""

import re
import unicodedata

_ARGUMENT = r"(?:\{([^{}]*)\}|([^\s{}\\^_]))"
_WRAPPER = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|operatorname|boxed|underline|overline|unit|si)"
    r"\s*\{([^{}]*)\}"
)
_FRACTION = re.compile(rf"\\[dtc]?frac\s*{_ARGUMENT}\s*{_ARGUMENT}")
_ROOT = re.compile(rf"\\sqrt(?!\s*\[)\s*{_ARGUMENT}")
_SCRIPT = re.compile(r"([\^_])\s*\{([^{}]*)\}")
_LAYOUT = re.compile(
    r"\\(?:left|right|[bB]ig{1,2}[lr]?|displaystyle|textstyle|limits|quad|qquad|newline|hline|centering)(?![A-Za-z])"
    r"|\\[,;:! ]|\\\\|~|(?<!\\)&|\\(?:begin|end)\s*\{[^{}]*\}"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_MATH = re.compile(r"(?<!\\)(\$\$?)((?:\\.|[^$\\])+)\1", re.DOTALL)

_SIGNS = {
    "times": "×", "cdot": "×", "ast": "×", "div": "/", "pm": "±", "approx": "≈", "simeq": "≈", "sim": "≈",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "lt": "<",
    "gt": ">", "to": "→", "rightarrow": "→", "Rightarrow": "→", "longrightarrow": "→", "implies": "→", "iff": "⇔",
    "Leftrightarrow": "⇔", "infty": "∞", "circ": "°", "degree": "°", "dots": "…", "ldots": "…", "cdots": "…",
    "percent": "%", "euro": "€", "pounds": "£", "in": "∈", "cup": "∪", "cap": "∩", "varphi": "φ", "varepsilon": "ε",
    "ohm": "Ω", "lbrace": "{", "rbrace": "}",
}  # fmt: skip


def plain_latex(text: str) -> str:
    r"""Return `text` without LaTeX's layout: fractions as (a)/(b), roots as √(a), commands as the sign they print.

    A command that prints a word keeps its name. What `$` encloses is mathematics; a dollar alone, or "\$", is money.
    """
    text = _MATH.sub(lambda math: f" {math[2]} ", text.replace(r"\$", "＄")).replace("$", "＄")
    text = re.sub(r"\\[()\[\]]", " ", text)
    if "\\" in text or "{" in text:
        text = _unfold(_LAYOUT.sub(" ", text.replace("{,}", ",").replace("{.}", ".").replace(r"\%", "%")))
        text = _COMMAND.sub(lambda command: _printed(command[1]), text)
    return text.replace("{", "(").replace("}", ")")


def _unfold(text: str) -> str:
    """Return `text` with commands that take arguments written out, the innermost first."""
    while True:
        before = text
        text = _SCRIPT.sub(r"\1(\2)", text)
        text = _WRAPPER.sub(r" \1 ", text)
        text = _FRACTION.sub(lambda f: f" ({f[1] or f[2] or ''})/({f[3] or f[4] or ''}) ", text)
        text = _ROOT.sub(lambda root: f" √({root[1] or root[2] or ''}) ", text)
        # Each round that changes anything takes commands or braces away, so there is a last one.
        if text == before:
            return text


def _printed(command: str) -> str:
    if command in _SIGNS:
        return f" {_SIGNS[command]} "
    size = "CAPITAL" if command[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {'LAMDA' if command.lower() == 'lambda' else command.upper()}")
    except KeyError:
        return f" {command} "
