r"""LaTeX that went through JSON carelessly: `\frac` sent with one backslash arrives as a form feed and "rac"."""

import re
from typing import Any

# A form feed, backspace or vertical tab is never meant; a tab, carriage return or newline may be, outside mathematics.
_NEVER_MEANT = str.maketrans({"\f": r"\f", "\b": r"\b", "\v": r"\v"})
_MATH = re.compile(r"\$[^$]*\$")
_COMMANDS = re.compile(
    r"\t(?=(?:imes|heta|ext|an|au|o|riangle|frac|ilde|op)\b|ext\{|frac\{|ilde\{)"
    r"|\r(?=(?:ho|ight|angle|ightarrow|m)\b|ight[)\]}|.])"
    r"|\n(?=(?:u|eq|abla|ot|i|e|eg|leq|geq|ewline|mid)\b)"
)
_LETTER = {"\t": r"\t", "\r": r"\r", "\n": r"\n"}


def restore_latex(text: str) -> str:
    r"""Return `text` with the backslashes that JSON swallowed put back.

    "$\x0crac{1}{2}$" becomes "$\frac{1}{2}$"; a tab that starts "imes" inside `$…$` becomes `\times`. Text
    that came through whole is returned unchanged.
    """
    text = text.translate(_NEVER_MEANT)
    return _MATH.sub(lambda math: _COMMANDS.sub(lambda hit: _LETTER[hit[0]], math[0]), text)


def restore_everywhere(value: Any) -> Any:
    """Return plain JSON with `restore_latex` applied to every text in it."""
    if isinstance(value, str):
        return restore_latex(value)
    if isinstance(value, list):
        return [restore_everywhere(item) for item in value]
    if isinstance(value, dict):
        return {name: restore_everywhere(item) for name, item in value.items()}
    return value
