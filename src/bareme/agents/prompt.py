"""Load versioned prompts from `prompts/*.md`, and fence text that others wrote."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"<!-- (?P<name>\w+) -->\n(?P<body>.*?)<!-- /(?P=name) -->\n", re.DOTALL)
_TAGS = (
    *("scheme", "exam_paper", "answer_key", "guidelines", "draft", "remark", "copy", "page", "answer", "document"),
    *("exam", "section", "question", "student_answer", "other_reading", "other_reason", "feedback"),
)
# Joiners, direction marks, soft hyphens: a tag that contains one looks like the tag, to people and to models.
UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff]"
)
# Invisible to people, but models read letters in them; see `bareme.domain.injection`.
SMUGGLED = "[\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
_SMUGGLED = re.compile(SMUGGLED)
# Possessive, so that a long run of spaces is read once.
_SPACE = rf"(?:\s|{UNSEEN})*+"
_FENCE_LIKE = re.compile(
    rf"<(?={_SPACE}/?{_SPACE}(?:{'|'.join(f'{UNSEEN}*+'.join(tag) for tag in _TAGS)})\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Prompt:
    """A prompt file. `version` changes whenever the text does.

    What only some requests need is a section: `<!-- name -->` stands on the line before, `<!-- /name -->` after it.
    """

    name: str
    version: str
    text: str

    def fill(self, *, without: Collection[str] = (), **values: str) -> str:
        """Return the text with each `{name}` replaced, and without the sections of these names."""
        text = _SECTION.sub(lambda section: "" if section["name"] in without else section["body"], self.text)
        return text.format(**values)


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

    Text inside that looks like one of our tags gets a full-width bracket, so that it cannot close the fence.
    Quotation marks in attributes are escaped: a typed answer may contain any question id.
    """
    head = "".join(f' {name}="{_attribute(str(value))}"' for name, value in attributes.items())
    return f"<{tag}{head}>\n{neutralise(text)}\n</{tag}>"


def neutralise(text: str) -> str:
    """Return `text` with look-alikes of our tags made harmless and invisible letters removed."""
    return _FENCE_LIKE.sub("＜", _SMUGGLED.sub("", text))


def _attribute(text: str) -> str:
    return " ".join(neutralise(text).split()).replace('"', "&quot;")
