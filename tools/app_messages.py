"""Write the texts of the app in each language into `web/src/i18n/`: `python -m tools.app_messages`.

Only those that the app shows. A plural is a list of two forms; a text with a context has it in front, as gettext has.
"""

import json
from io import BytesIO

from babel.messages.pofile import read_po

from bareme.translation import DOMAIN, LOCALE, typeset
from tools.messages import APP

_CONTEXT_END = "\u0004"


def app_messages(catalogue: bytes, language: str) -> dict[str, str | list[str]]:
    """Return the translations of the app's texts, typeset as the language is printed."""
    messages: dict[str, str | list[str]] = {}
    for message in read_po(BytesIO(catalogue)):
        if not any(file.startswith(f"{APP.name}/") for file, _ in message.locations):
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        key = f"{message.context}{_CONTEXT_END}{text}" if message.context else text
        forms = message.string or text
        messages[key] = typeset(forms, language) if isinstance(forms, str) else [typeset(f, language) for f in forms]
    return messages


def main() -> None:
    """Write one file a language."""
    for catalogue in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        language = catalogue.parent.parent.name
        told = app_messages(catalogue.read_bytes(), language)
        target = APP / "src" / "i18n" / f"{language}.json"
        target.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
