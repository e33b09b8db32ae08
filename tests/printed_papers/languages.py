"""What an exam paper says in twelve languages; the words are in `languages.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Language:
    """The words of a paper. `{}` stands for a number."""

    exercise: str
    part: str
    points: list[str]
    one: str
    short: str
    before: str
    total: str
    continued: str
    title: str
    facts: list[str]
    instructions: list[str]
    tasks: list[str]
    prose: list[str]
    topics: list[str]
    comma: bool


_FILE = Path(__file__).with_name("languages.toml")
LANGUAGES = {code: Language(**words) for code, words in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}
