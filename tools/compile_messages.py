"""Compile the catalogues of languages, as `hatch_build.py` does for a wheel.

Not by `pybabel compile`, which takes "95 % of" for a placeholder and refuses its translation.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main() -> None:
    """Write a `.mo` beside every `.po`."""
    for catalogue in Path("src/bareme/locale").glob("*/LC_MESSAGES/*.po"):
        with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


if __name__ == "__main__":
    main()
