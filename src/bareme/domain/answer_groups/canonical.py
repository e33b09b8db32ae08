"""The canonical text of an answer: two answers say the same by rules if their canonical texts are equal.

The rules err on the side of "not the same": the case of symbols and units and every mathematical sign matter, and a
number with several readings ("9,000") equals only the same spelling. A reader settles the rest.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from math import gcd

from bareme.domain.quantities import plain_notation, plain_numeral, plain_units

_ASCII_SIGNS = (("<=>", "⇔"), ("<=", "≤"), (">=", "≥"), ("=>", "→"), ("->", "→"), ("!=", "≠"))
# A dash before a number or a symbol may be a minus sign.
_BULLET = re.compile(r"^[^\S\n]*+(?:[•▪‣]\s+|-\s++(?=[^\W\d_]{2}))", re.MULTILINE)
_SCRIPT_SIGN = re.compile(r"(?<!\s)\s*+([\^_])\s*+")
_RATIO_COLON = re.compile(r"(?<=\d) ?: (?=\d)")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|\|[^|]*\||[^\W\d_]+|\S")
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "theta": "θ", "lambda": "λ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "omega": "ω", "phi": "φ",
}  # fmt: skip
_MEANINGLESS = frozenset(".,;:?\"«»“”„'`…")
_RELATIONS = frozenset("=≈≠<>≤≥→⇔")


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    r"""Return the canonical text of an answer, or "" if it says nothing.

    Texts have the same canonical text if they differ only in spaces and line breaks, accents, punctuation, the case of
    words (not of symbols and units), LaTeX ("\frac12", "\dfrac{1}{2}", `\cdot` and `\times`, `\left`, `$`), the
    notation of numbers ("1,50", "1.5", "3/2", "9 000") and units ("m/s", "m·s⁻¹"), and the order of the factors or
    terms of a product or sum that is a whole side of a relation.
    """
    text = unicodedata.normalize("NFC", plain_notation(text))
    for written, sign in _ASCII_SIGNS:
        text = text.replace(written, sign)
    text = _BULLET.sub("", text)
    if "^" in text or "_" in text:
        text = _SCRIPT_SIGN.sub(r"\1", text)
    if ":" in text:
        text = _RATIO_COLON.sub("/", text)
    text = plain_units(text)
    pieces = _without_brackets(_pieces(text))
    return _join(_commuted(_as_decimals(_without_brackets(pieces))))


def numbers_in(canonical_text: str) -> frozenset[str]:
    """Return the numbers of a canonical text."""
    return frozenset(re.findall(r"\d+(?:[.,]\d+)*", canonical_text))


def _pieces(text: str) -> list[str]:
    """Return numbers, words, units and signs in canonical spelling, without meaningless punctuation."""
    found = list(_PIECE.finditer(text))
    alone = len([*islice((1 for match in found if match[0] not in _MEANINGLESS), 2)]) == 1
    # In a text all in capitals, symbols cannot be told from words.
    capitals = text.isupper() and re.search(r"[^\W\d_]{4}", text) is not None
    pieces: list[str] = []
    for i, match in enumerate(found):
        piece = match[0]
        if piece[0].isdigit():
            pieces.append(plain_numeral(piece))
        elif piece[0].isalpha():
            follows_number = bool(i and found[i - 1][0][0].isdigit())
            # A single letter as the whole answer names an option.
            pieces.append(
                _word(piece, symbol=follows_number and not alone, lower=capitals or (alone and len(piece) == 1))
            )
        elif (piece == "!" and not _is_factorial(text, match)) or (piece == "-" and _is_hyphen(text, match)):
            continue
        elif piece not in _MEANINGLESS:
            pieces.append(piece)
    return pieces


def _is_factorial(text: str, mark: re.Match[str]) -> bool:
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return before.isdigit() or (before.isalpha() and after.isalnum())


def _is_hyphen(text: str, dash: re.Match[str]) -> bool:
    """Whether it is no minus: a word stands before it, and a letter behind it."""
    word = re.search(r"(?<![^\W\d_])[^\W\d_]*+$", text[max(0, dash.start() - 20) : dash.start()])
    return word is not None and len(word[0]) > 1 and text[dash.end() : dash.end() + 1].isalpha()


@lru_cache(maxsize=16_384)  # the words of a class's answers are few
def _word(piece: str, *, symbol: bool, lower: bool) -> str:
    """Return a word without accents and, unless its case may matter, in lower case.

    The case of a word with a capital at its start, or all in capitals, depends on its place and does not matter. "kWh",
    "HCl", "V" and anything after a number are symbols. With `lower`, the case never matters.
    """
    if not symbol:
        plain = unicodedata.normalize("NFKD", piece.replace("œ", "oe").replace("Œ", "OE"))
        piece = "".join(c for c in plain if not unicodedata.combining(c))
    by_place = piece.istitle() or (piece.isupper() and len(piece) > 2)
    if not symbol and (lower or (len(piece) > 1 and by_place)):
        piece = piece.lower()
    return piece if symbol else _GREEK.get(piece, piece)


def _without_brackets(pieces: list[str]) -> list[str]:
    """Return `pieces` without brackets around a single number, letter or unit, or a signed one in an exponent.

    Brackets after a word stay, because the word may be a function.
    """
    if ")" not in pieces:
        return pieces
    kept: list[str] = []
    for piece in pieces:
        kept.append(piece)
        if piece != ")":
            continue
        if len(kept) >= 3 and kept[-3] == "(" and _is_atom(kept[-2]) and not (len(kept) > 3 and kept[-4].isalpha()):
            kept[-3:] = [kept[-2]]
        elif len(kept) >= 5 and kept[-5:-2] in (["^", "(", "-"], ["_", "(", "-"]) and _is_atom(kept[-2]):
            kept[-4:] = ["-", kept[-2]]
    return kept


def _is_atom(piece: str) -> bool:
    """Whether brackets around `piece` are redundant. They are not around "ab", which may be a product."""
    return piece[0].isdigit() or piece[0] == "|" or (piece.isalpha() and len(piece) == 1)


def _as_decimals(pieces: list[str]) -> list[str]:
    """Return `pieces` with fractions in lowest terms as decimals, if those are finite.

    Others stay: 6/4 is another answer than 3/2, and 9000/720 is a calculation.
    """
    if "/" not in pieces:
        return pieces
    out: list[str] = []
    i = 0
    while i < len(pieces):
        top, stroke, bottom = [*pieces[i : i + 3], "", "", ""][:3]
        before, after = out[-1] if out else "", pieces[i + 3] if i + 3 < len(pieces) else ""
        lone = not (before and (before in "/^_)" or before[0].isdigit())) and not (
            after and (after in "/^_(!" or after[0].isalnum())
        )
        if stroke == "/" and top.isdecimal() and bottom.isdecimal() and lone and _is_finite(int(top), int(bottom)):
            out.append(plain_numeral(f"{Decimal(top) / Decimal(bottom):f}"))
            i += 3
        else:
            out.append(pieces[i])
            i += 1
    return _without_brackets(out)


def _is_finite(top: int, bottom: int) -> bool:
    """Whether the fraction is in lowest terms, not a whole number, and a decimal of few enough places."""
    return 1 < bottom <= 10_000 and top <= 1_000_000 and gcd(top, bottom) == 1 and 10**16 % bottom == 0


def _commuted(pieces: list[str]) -> list[str]:
    """Return `pieces` with the operands of each side of a relation that is a product or sum sorted."""
    if "×" not in pieces and "+" not in pieces:
        return pieces
    out: list[str] = []
    side: list[str] = []
    for piece in [*pieces, "="]:
        if piece not in _RELATIONS:
            side.append(piece)
            continue
        out += [*_sorted_side(side), piece]
        side = []
    return out[:-1]


def _sorted_side(side: Sequence[str]) -> list[str]:
    for sign in "×+":
        parts = _split(side, sign)
        if len(parts) > 1 and all(map(_is_operand, parts)):
            return [piece for part in sorted(parts) for piece in (*part, sign)][:-1]
    return list(side)


def _split(side: Sequence[str], sign: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for piece in side:
        if piece == sign:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _is_operand(part: list[str]) -> bool:
    """Whether `part` is a number, a symbol or a number with its unit, and not words of a sentence."""
    numbers = [piece for piece in part if piece[0].isdigit()]
    units = [piece for piece in part if piece[0] == "|"]
    symbols = [piece for piece in part if piece.isalpha() and len(piece) == 1]
    return len(part) == len(numbers) + len(units) + len(symbols) and len(symbols) + len(numbers) == 1


def _join(pieces: Sequence[str]) -> str:
    """Return the pieces as one text.

    Spaces separate numbers, and letters that are symbols. Words are not separated, because lines may break anywhere.
    """
    text, last = "", ""
    for piece in pieces:
        numbers = last[-1:].isdigit() and piece[0].isdigit()
        symbols = last.isalpha() and piece.isalpha() and 1 in (len(last), len(piece))
        text += f" {piece}" if numbers or symbols else piece
        last = piece
    return text
