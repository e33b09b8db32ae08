r"""LaTeX as one line of plain text: "\dfrac{1}{2}" and "\frac12" become "1/2", "\sqrt{x+1}" becomes "√(x+1)"."""

import re
import unicodedata

_MOST_NESTED = 12
"""Commands inside each other are written out to this depth, so that the time taken stays linear."""

_ARGUMENT = r"(?:\{([^{}]*+)\}|([^\s{}\\^_]))"
_WRAPPER = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|operatorname|boxed|underline|overline|unit|si|num)"
    r"\s*+\{([^{}]*+)\}"
)
_QUANTITY = re.compile(r"\\(?:SI|qty)\s*+\{([^{}]*+)\}\s*+\{([^{}]*+)\}")
_FRACTION = re.compile(rf"(?P<before>[\d^_/]?) ?\\(?:[dtc]?|nice)frac\s*+{_ARGUMENT}\s*+{_ARGUMENT}")
_ROOT = re.compile(rf"\\sqrt(?!\s*+\[)\s*+{_ARGUMENT}")
_SCRIPT = re.compile(r"([\^_])\s*+\{([^{}]*+)\}(?=([.,]?\d)?)")
_DEGREES = re.compile(r"\^\s?(?:°|\(\s?°\s?\))")
_LAYOUT = re.compile(
    r"\\(?:left|right|[bB]ig{1,2}[lr]?|displaystyle|textstyle|limits|quad|qquad|newline|hline|centering)(?![A-Za-z])"
    r"|\\[,;:! ]|\\\\|~|(?<!\\)&|\\(?:begin|end)\s*+\{[^{}]*+\}"
)
_COMMAND = re.compile(r"(\s?)\\([A-Za-z]++)(\s?)")
_MATH = re.compile(r"(?<!\\)(\$\$?)((?:\\.|[^$\\])++)\1", re.DOTALL)
_DOLLAR = re.compile(r"\$(?=\s?[\d.＄])|(?<=\d)(?P<after>\s?)\$")
_OPERAND = re.compile(r"√?\s?(?:\d++(?: \d{3})*+(?:[.,]\d++)?|[^\W\d_](?:_\w)?)")
_EXPONENT = re.compile(r"[+-]?\d++|\S")

_SIGNS = {
    "times": "×", "cdot": "×", "ast": "×", "div": "/", "pm": "±", "approx": "≈", "simeq": "≈", "sim": "≈",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "lt": "<",
    "gt": ">", "to": "→", "rightarrow": "→", "Rightarrow": "→", "longrightarrow": "→", "implies": "→", "iff": "⇔",
    "Leftrightarrow": "⇔", "infty": "∞", "circ": "°", "degree": "°", "dots": "…", "ldots": "…", "cdots": "…",
    "percent": "%", "euro": "€", "pounds": "£", "in": "∈", "cup": "∪", "cap": "∩", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
_LETTERS = {"varphi": "φ", "varepsilon": "ε", "ohm": "Ω", "lambda": "λ", "Lambda": "Λ"}


def plain_latex(text: str) -> str:
    r"""Return `text` without LaTeX's layout: commands that take arguments written out, others as what they print.

    An unknown command keeps its name as a word. What `$` encloses is mathematics, and a single "$" beside a number is
    money.
    """
    if "$" in text or "＄" in text:
        text = _MATH.sub(r" \2 ", text.replace(r"\$", "＄"))
        text = _DOLLAR.sub(r"\g<after>＄", text).replace("$", " ").replace("＄", "$")
    if "\\" in text:
        text = re.sub(r"\\[()\[\]]", " ", text)
    if "\\" not in text and "{" not in text:
        return text
    text = _COMMAND.sub(_printed, written_out(text.replace(r"\%", "%")))
    return _DEGREES.sub("°", text).replace("{", "(").replace("}", ")")


def written_out(text: str) -> str:
    """Return `text` without commands of layout, and with fractions, roots, exponents and indices written out.

    The innermost are written first. Other commands stay.
    """
    text = _LAYOUT.sub(" ", text.replace("{,}", ",").replace("{.}", "."))
    for _ in range(_MOST_NESTED):
        before = text
        text = _SCRIPT.sub(lambda s: script(s[1], s[2]) + (" " if s[3] else ""), text)
        text = _QUANTITY.sub(r" \1 \2 ", _WRAPPER.sub(r" \1 ", text))
        text = _FRACTION.sub(_fraction, text)
        text = _ROOT.sub(lambda root: f" √{_operand(root[1] or root[2] or '')} ", text)
        if text == before:
            break
    return text


def script(sign: str, body: str) -> str:
    """Return an exponent ("^") or an index ("_"), in brackets unless it is a whole number or one character."""
    body = body.strip()
    return sign + (body if _EXPONENT.fullmatch(body) else f"({body})")


def _fraction(found: re.Match[str]) -> str:
    before, (top, bottom) = found["before"], (found[2] or found[3] or "", found[4] or found[5] or "")
    fraction = f"{_operand(top)}/{_operand(bottom)}"
    # After a digit it may be a mixed number or a factor; after "^" or "/" the fraction as a whole is the operand.
    return f"{before} ({fraction}) " if before else f" {fraction} "


def _operand(text: str) -> str:
    text = text.strip()
    return text if _OPERAND.fullmatch(text) else f"({text})"


def _printed(command: re.Match[str]) -> str:
    before, name, after = command.groups()
    if name in _SIGNS:
        # The space after a command only ends its name: "N\\cdot m" prints "N×m".
        return before + _SIGNS[name] + (after if before else "")
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        letter = _LETTERS.get(name) or unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        letter = name
    return f" {letter} "
