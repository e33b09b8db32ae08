"""Mathematics in one plain notation: the same signs, powers, fractions and digit groups, whoever wrote them."""

import re
import unicodedata

from bareme.domain.quantities.latex import plain_latex, script

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "₀₁₂₃₄₅₆₇₈₉"
_SCRIPTS = re.compile(f"([{_RAISED}]++|[{_LOWERED}]++)(?=([.,]?\\d)?)")
_TO_DIGITS = str.maketrans(_RAISED + _LOWERED, "0123456789-+0123456789")
_VULGAR_FRACTION = re.compile(r"(?P<whole>\d)?(?P<space>\s?)(?P<fraction>[¼-¾⅐-⅞↉])")
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "÷": "/", "∕": "/", "⁄": "/", "·": "×",
     "⋅": "×", "∙": "×", "*": "×", "⇒": "→", "⟶": "→", "’": "'", "‘": "'", "μ": "µ", "Ω": "Ω", "≃": "≈", "∼": "≈",
     "⩽": "≤", "⩾": "≥", "℃": "°C", "\u200b": " ", "\ufeff": " "}
)  # fmt: skip
_SMALL = re.compile(f"[¼-¾⅐-⅞↉{_RAISED}{_LOWERED}]")
_SIGN = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
# Not the double star that Markdown puts around words.
_DOUBLE_STAR = re.compile(r"(?<=\w)\*\*(?=[-+]?\d)")
_SPACES = re.compile(r"[^\S\n]+")
_CELSIUS = re.compile(r"° C\b")
_DIGIT_GROUPS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:(?: \d{3}){1,10}+|(?:'\d{3}){1,10}+)(?!\d)")


def plain_notation(text: str) -> str:
    r"""Return `text` in plain notation: "$\frac{9\,000}{720}$", "9 000 ÷ 720" and "9000/720" become "9000/720".

    LaTeX is written out; exponents follow "^" and indices "_"; digits that are grouped by spaces or apostrophes are
    joined. The signs between digits that may group them or begin decimals ("." and ",") stay as they are.
    """
    if _SMALL.search(text):  # most texts have none of them, and one class of characters is found fastest
        text = _SCRIPTS.sub(_script, _VULGAR_FRACTION.sub(_fraction, text))
    text = plain_latex(text)
    if _SIGN.search(text):
        text = _DOUBLE_STAR.sub("^", text).translate(_SIGNS)
    text = _CELSIUS.sub("°C", _SPACES.sub(" ", text))
    return _DIGIT_GROUPS.sub(_joined, text)


def _script(found: re.Match[str]) -> str:
    after = " " if found[2] else ""
    return script("^" if found[1][0] in _RAISED else "_", found[1].translate(_TO_DIGITS)) + after


def _fraction(found: re.Match[str]) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", found["fraction"]).partition("⁄")
    if found["whole"]:
        return f"{found['whole']} {top}/{bottom} "
    return rf"{found['space']}\frac{{{top}}}{{{bottom}}}"


def _joined(number: re.Match[str]) -> str:
    return re.sub(r"[ ']", "", number[0])
