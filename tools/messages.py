"""Bring the catalogues of languages up to date with the source, or check that they are.

`python -m tools.messages` adds new messages to every catalogue, without a translation, and drops those that are no
longer used. `python -m tools.messages --check` changes nothing and fails if a catalogue is out of date, or if a
translation is missing, fuzzy, or has other placeholders than the source.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from bareme import errors
from bareme.cli import app
from bareme.cli.help import translate_help
from bareme.translation import DOMAIN, LOCALE

ROOT = Path(__file__).parents[1]
APP = ROOT / "web"
ERRORS = [
    name
    for name, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, errors.BaremeError) and next(iter(inspect.signature(error).parameters)) == "message"
]
FORMS: dict[str, Any] = {"t": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
KEYWORDS = {**FORMS, **dict.fromkeys(["Message", *ERRORS])}


def extract() -> Catalog:
    """Return the messages of the source, and of the app's, without translations."""
    messages = Catalog()
    python: Any = ("python", KEYWORDS, {}, ROOT.glob("src/**/*.py"))
    # Without the tests of the app, which have messages of their own.
    sources = (path for path in APP.glob("src/**/*.ts*") if ".test." not in path.name)
    scripts = ("javascript", FORMS, {"jsx": True, "parse_template_string": True}, sources)
    for method, keywords, options, paths in (python, scripts):
        for path in sorted(paths):
            found = extract_from_file(method, path, keywords, ["Translators:"], options)
            for line, message, comments, context in found:
                place = (path.relative_to(ROOT).as_posix(), line)
                messages.add(message, locations=[place], auto_comments=comments, context=context)

    def add(text: str) -> str:
        messages.add(text, locations=[("src/bareme/cli", 0)])
        return text

    translate_help(get_command(app), add)
    return messages


def updated(catalogue: Path, messages: Catalog) -> str:
    """Return the text of a catalogue that has the given messages, its own header and its own translations."""
    translated = read_po(BytesIO(catalogue.read_bytes()))
    header = catalogue.read_text("utf-8").partition("\n\n")[0]
    new = read_po(BytesIO(header.encode()))
    for message in messages:
        if not message.id:
            continue
        translation = translated.get(message.id, message.context)
        entry = new.add(
            message.id,
            translation.string if translation and isinstance(translation.id, type(message.id)) else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=translation.user_comments if translation else [],
            flags=translation.flags if translation else [],
            context=message.context,
        )
        entry.flags.discard("python-format")  # "95 % of" is none
    text = BytesIO()
    write_po(text, new, width=0, omit_header=True, include_lineno=False, sort_by_file=True)
    return f"{header}\n\n{text.getvalue().decode().strip()}\n"


def faults(catalogue: Path) -> Iterator[str]:
    """Yield what is wrong with the translations of a catalogue."""
    for message in read_po(BytesIO(catalogue.read_bytes())):
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(forms):
            yield f"no translation: {message.id!r}"
        elif message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif placeholders(message.string or "") != placeholders(message.id):
            yield f"other placeholders: {message.id!r}"


def placeholders(texts: str | Iterable[str]) -> set[str]:
    """Return the names of the placeholders in a text, or in the forms of a plural."""
    if not isinstance(texts, str):
        return set().union(*map(placeholders, texts))
    try:
        return {name for _, name, _, _ in Formatter().parse(texts) if name is not None}
    except ValueError:  # a text without values may hold a single brace
        return set()


def main() -> None:
    """Update or check every catalogue."""
    messages, checking, found = extract(), "--check" in sys.argv, []
    for catalogue in sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        name, text = catalogue.relative_to(ROOT), updated(catalogue, messages)
        if not checking:
            catalogue.write_text(text, "utf-8")
        elif text != catalogue.read_text("utf-8"):
            found.append(f"{name} is out of date: run `make messages`")
        found += [f"{name}: {fault}" for fault in faults(catalogue)]
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    sys.exit(checking and bool(found))


if __name__ == "__main__":
    main()
