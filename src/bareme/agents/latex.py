r"""LaTeX that went through JSON carelessly: `\frac` sent with one backslash arrives as a form feed and "rac"."""

import re
from typing import Any

# A form feed, backspace or vertical tab is never intended; a tab, carriage return or newline may be.
_NEVER_MEANT = str.maketrans({"\f": r"\f", "\b": r"\b", "\v": r"\v"})
_TRACE = re.compile(r"[$\\\f\x08\v]")
"""Without any of these, a text is whole."""

# Display and inline mathematics; \$ is a dollar sign, not a delimiter.
_MATH = re.compile(r"(?<!\\)(?P<fence>\$\$?)(?P<body>(?:\\.|[^$\\])+)(?P=fence)", re.DOTALL)
_BRACKETED_MATH = re.compile(
    r"(?<!\\)\\(?:\((?P<line>(?:[^\\]|\\[^()\[\]])++)\\\)|\[(?P<display>(?:[^\\]|\\[^()\[\]])++)\\\])"
)

# TeX and amsmath commands without backslash and first letter, none of which is a plausible start of a line or cell.
_SURE = re.compile(
    r"\t(?=(?:an|anh|au|ext|extbf|extit|extrm|frac|herefore|heta|ilde|imes|o|op|riangle)(?![A-Za-z]))"
    r"|\r(?=(?:angle|brace|ceil|floor|ho|ight|ightarrow|ightleftharpoons|m|oot)(?![A-Za-z]))"
    r"|\n(?=(?:abla|earrow|eg|eq|ewline|exists|geq|leq|mid|ot|otin|subseteq)(?![A-Za-z]))"
)
# "e" and "u" do begin lines. They are taken for \ne and \nu where they follow something in a line of mathematics that
# states no relation after them ("u = 3" is a new equation), and "u" also where it opens the only line.
_RELATION = r"\\(?:in|ni|notin|sub|sup|le|ge|lt|gt|ne|approx|sim|equiv|cong|propto|to|mapsto|[Rr]ight|[Ll]eft|perp)"
_LIKELY = re.compile(
    rf"(?<=[\w)\]}}({{/])( ?)\n(?=[eu](?![A-Za-z^])(?:(?!{_RELATION})[^\n=<>])*\Z)|\A\n(?=u(?![A-Za-z])[^\n]*\Z)"
)
_ESCAPED = re.compile(r"\\[bfnrt\\]")
_LETTER = {"\t": r"\t", "\r": r"\r", "\n": r"\n"}


def restore_latex(text: str) -> str:
    r"""Return `text` with the backslashes that JSON swallowed put back.

    "$\x0crac{1}{2}$" becomes "$\frac{1}{2}$"; a tab that starts "imes" inside `$…$` becomes `\times`. Text
    that came through whole is returned unchanged, line breaks and tabs included.
    """
    if not _TRACE.search(text):
        return text
    restored = _BRACKETED_MATH.sub(lambda math: _restore_sure(math[0]), _MATH.sub(_restore, text))
    return restored.translate(_NEVER_MEANT)


def _restore(math: re.Match[str]) -> str:
    fence, body = math["fence"], math["body"]
    # If a backslash came through that JSON would have swallowed, the sender escapes them, and line breaks are line
    # breaks. "\sqrt" says nothing: JSON does not know "\s", so its backslash is kept in any case.
    if fence == "$" and not _ESCAPED.search(body):
        body = _LIKELY.sub(r"\1\\n", body)
    return fence + _restore_sure(body) + fence


def _restore_sure(body: str) -> str:
    return _SURE.sub(lambda hit: _LETTER[hit[0]], body)


def restore_everywhere(value: Any) -> Any:
    """Return plain JSON with `restore_latex` applied to every text in it."""
    if isinstance(value, str):
        return restore_latex(value)
    if isinstance(value, list):
        return [restore_everywhere(item) for item in value]
    if isinstance(value, dict):
        return {name: restore_everywhere(item) for name, item in value.items()}
    return value
