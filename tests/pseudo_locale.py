"""A third language made from the messages of the source: every text stands in ⟦brackets⟧, placeholders as they are."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bareme import translation
from tools.messages import extract

PSEUDO = "qps"


@contextmanager
def pseudo_locale(folder: Path) -> Iterator[str]:
    """Make `qps` a language like any other while the context is open, in a copy of the catalogues in `folder`."""
    shutil.copytree(translation.LOCALE, folder, dirs_exist_ok=True)
    path = folder / PSEUDO / "LC_MESSAGES" / f"{translation.DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, _bracketed())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translation, "LOCALE", folder)
        _forget()
        yield PSEUDO
    _forget()


def _forget() -> None:
    translation.languages.cache_clear()
    translation.translator.cache_clear()


def _bracketed() -> Catalog:
    catalogue = Catalog(locale="en")
    for message in extract():
        if message.context in {"decimal sign", "thousands separator"}:
            continue
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(_bracketed_text(form) for form in message.id), context=message.context)
        elif message.id:
            assert isinstance(message.id, str)
            catalogue.add(message.id, _bracketed_text(message.id), context=message.context)
    return catalogue


def _bracketed_text(text: str) -> str:
    """Return the text with each paragraph in brackets: lists of commands show the first one alone."""
    return "\n\n".join(f"⟦{paragraph}⟧" for paragraph in text.split("\n\n"))


def outside_brackets(text: str) -> str:
    """Return what stands in no brackets: what was never a message, and so was not translated."""
    outside, depth = [], 0
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        if depth == 0 and character != "⟧":
            outside.append(character)
    return "".join(outside)
