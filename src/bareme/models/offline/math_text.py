r"""Mathematics in one plain notation: "\frac{9000}{720}", "9 000 ÷ 720" and "9000/720" become the same text."""

import re
from functools import lru_cache

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "÷": "/", "∕": "/", "·": "×", "⋅": "×", "*": "×", "∙": "×", "\xa0": " ",
     "\u202f": " ", "\u2009": " ", "’": "'", "μ": "µ", "Ω": "Ω"}
)  # fmt: skip
_COMMANDS = {
    "times": "×", "cdot": "×", "div": "/", "approx": "≈", "simeq": "≈", "pm": "±", "rho": "ρ", "eta": "η", "pi": "π",
    "circ": "°", "pounds": "£",
    "lambda": "λ", "mu": "µ", "Omega": "Ω", "Delta": "Δ", "alpha": "α", "beta": "β", "theta": "θ", "leq": "≤",
    "geq": "≥", "le": "≤", "ge": "≥", "to": "→", "rightarrow": "→", "Rightarrow": "→", "longrightarrow": "→",
    "neq": "≠", "implies": "→", "infty": "∞", "quad": " ", "qquad": " ", "left": "", "right": "", "displaystyle": "",
}  # fmt: skip
_GREEK_NAMES = re.compile(r"\b(?:rho|eta)\b", re.IGNORECASE)
_BRACED = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_FRACTION = re.compile(rf"\\[dt]?frac\s*{_BRACED}\s*{_BRACED}")
_ROOT = re.compile(rf"\\sqrt\s*{_BRACED}")
_WRAPPER = re.compile(rf"\\(?:text|mathrm|mathbf|mathit|operatorname|boxed|underline|textbf)\s*{_BRACED}")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_POWER = re.compile(r"\^\s*\{([^{}]*)\}")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
# "2000 x 90", "P x t": an x with an operand and a space on both sides; "3x" and "x = 6" stay.
_LETTER_TIMES = re.compile(r"(?<=[\w)\]])\s+[xX]\s+(?=[\w(£])")
_DIGIT_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d])")
_OPERATOR_WORDS = (
    (
        re.compile(
            r"\b(?:multipli(?:cation|ée?s?|er|ed)|je multiplie|multiply(?:ing)?)(?: (?:par|by))\b", re.IGNORECASE
        ),
        "×",
    ),
    (re.compile(r"\b(?:divisi?(?:on|ée?s?|er|ed)|je divise|divid(?:e|ed|ing))(?: (?:par|by))\b", re.IGNORECASE), "/"),
)


@lru_cache(maxsize=4096)
def plain_math(text: str) -> str:
    """Return `text` with LaTeX, signs, powers and digit groups in one notation. Decimal commas stay."""
    if "\\" in text or "{" in text:
        text = _without_latex(text)
    text = text.replace("$", "").translate(_SIGNS).translate(_SUBSCRIPTS)
    text = _RAISED.sub(lambda raised: "^" + raised[0].translate(_SUPERSCRIPTS), text)
    text = _GREEK_NAMES.sub(lambda name: _COMMANDS[name[0].lower()], text)
    text = _LETTER_TIMES.sub(" × ", text)
    for pattern, sign in _OPERATOR_WORDS:
        text = pattern.sub(sign, text)
    return _DIGIT_GROUPS.sub(lambda number: number[1] + number[2].replace(" ", ""), text)


def _without_latex(text: str) -> str:
    text = text.replace("{,}", ",").replace("{.}", ".")
    text = re.sub(r"(?<=\d)\\[,;: ](?=\d)", " ", text)
    text = re.sub(r"\\[,;:! ]|~", " ", text).replace(r"\%", "%")
    for _ in range(3):  # fractions and roots nest a little
        text = _WRAPPER.sub(r"\1", text)
        text = _FRACTION.sub(lambda f: f"{_operand(f[1])}/{_operand(f[2])}", text)
        text = _ROOT.sub(lambda root: "√" + _operand(root[1]), text)
    text = _COMMAND.sub(lambda command: _COMMANDS.get(command[1], command[1]), text)
    return _POWER.sub(r"^\1", text)


def _operand(text: str) -> str:
    text = text.strip()
    return f"({text})" if re.search(r"[-+×/=]|\s[^\d]", text) else text
