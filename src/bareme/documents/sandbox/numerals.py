"""Write the numbers of lists."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def numeral(number: int, form: str) -> str:
    """Return the number in a form of Word ("lowerLetter" …) or OpenDocument ("a" …); decimal if it is not known."""
    match form:
        case "lowerLetter" | "a":
            return _letters(number)
        case "upperLetter" | "A":
            return _letters(number).upper()
        case "lowerRoman" | "i":
            return _roman(number)
        case "upperRoman" | "I":
            return _roman(number).upper()
        case _:
            return str(number)


def _letters(number: int) -> str:
    """Return the letter of a number: a, b … z, then aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
