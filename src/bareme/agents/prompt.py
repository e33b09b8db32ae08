"""Prompts: read from `prompts/*.md` with their version, filled in, and the fences around other people's text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bareme.domain.points import Language

LANGUAGE_NAMES: dict[Language, str] = {"fr": "French", "en": "English"}

_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_FENCE_LIKE = re.compile(
    r"<(?=\s*/?\s*(?:scheme|exam_paper|answer_key|copy|page|answer|document|exam|section|question|student_answer"
    r"|other_reading|other_reason)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Prompt:
    """A prompt file. `version` changes whenever the text does."""

    name: str
    version: str
    text: str

    def fill(self, **values: str) -> str:
        """Return the text with each `{name}` replaced."""
        return self.text.format(**values)


@lru_cache
def load_prompt(name: str) -> Prompt:
    """Return the prompt of this name."""
    raw = (resources.files(__package__) / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    match = _FRONT_MATTER.match(raw)
    if match is None:
        raise ValueError(f"prompt {name!r} has no front matter")
    head = dict(line.split(": ", 1) for line in match["head"].splitlines())
    return Prompt(name=head["name"], version=f"{head['name']}@{head['version']}", text=match["body"].strip())


def fence(tag: str, text: str, **attributes: str | int) -> str:
    """Return `text` between `<tag …>` and `</tag>`.

    What looks like one of our own tags inside gets a full-width bracket, so that no text can close its fence. The
    same goes for attributes: a typed answer may name its question as it likes.
    """
    head = "".join(f' {name}="{neutralise(str(value))}"' for name, value in attributes.items())
    return f"<{tag}{head}>\n{neutralise(text)}\n</{tag}>"


def neutralise(text: str) -> str:
    """Return `text` with every look-alike of a fence made harmless."""
    return _FENCE_LIKE.sub("＜", text)
