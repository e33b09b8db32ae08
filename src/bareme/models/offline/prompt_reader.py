"""The content of the prompts: their fenced sections, language and mark step. The rules see nothing else."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from langchain_core.messages import BaseMessage

from bareme.domain.criteria import Criterion
from bareme.domain.points import DEFAULT_STEP, Language, to_points
from bareme.translation import languages, translator

_STEP = re.compile(r"multiples of (\d+(?:\.\d+)?)")
_ONLY = re.compile(r"^Mark only these questions: (?P<ids>.+)\.$", re.MULTILINE)
_COPY_PAGE = re.compile(
    r'<page number="(?P<number>\d+)"(?: recognised="(?P<confidence>[01]\.\d\d)")?>\n(?P<text>.*?)\n</page>', re.DOTALL
)
_ANSWER = re.compile(r'<answer question="(?P<id>[^\n]*)">\n(?P<text>.*?)\n</answer>', re.DOTALL)
_FILE_PAGE = re.compile(
    r'<page number="(?P<number>\d+)" document="(?P<document>\d+)" role="(?P<role>[^"\n]*)">\n(?P<text>.*?)\n</page>',
    re.DOTALL,
)


@dataclass(frozen=True)
class SchemeQuestion:
    """One question of the scheme in the prompt; a leaf if `parts` is empty."""

    id: str
    label: str
    maximum: Decimal
    text: str = ""
    expected_answer: str = ""
    criteria: tuple[Criterion, ...] = ()
    guidelines: str = ""
    """The teacher's remarks on marking it."""
    parts: tuple["SchemeQuestion", ...] = ()

    def leaves(self) -> Iterator["SchemeQuestion"]:
        """Yield the leaves of this question, or the question itself if it is one."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class ExaminationRequest:
    """One copy to mark, with everything else in the prompt."""

    scheme: tuple[SchemeQuestion, ...]
    wanted: tuple[str, ...]
    """The ids of the leaves to mark, in the scheme's order."""
    exam_paper: str
    answer_key: str
    pages: tuple[str, ...]
    answers: dict[str, str]
    """Typed answers by question id."""
    language: Language
    step: Decimal
    recognised: float | None = None
    """Confidence of the text recognition that read the copy's pages; None if none did."""


@dataclass(frozen=True)
class FilePage:
    """One page of the teacher's files."""

    number: int
    document: int
    role: str
    text: str


@dataclass(frozen=True)
class PreAnalysisRequest:
    """The pages to analyse."""

    pages: tuple[FilePage, ...]
    language: Language


def visible_text(messages: Sequence[BaseMessage]) -> str:
    """Return the text of all messages, without pictures."""
    return "\n".join(_text(message) for message in messages)


def read_examination(messages: Sequence[BaseMessage]) -> ExaminationRequest:
    """Return the content of the examiner's prompt. Without a scheme there is nothing to mark."""
    system, human = text_of(messages, "system"), text_of(messages, "human")
    scheme = read_scheme(section(human, "scheme"))
    leaves = [leaf.id for question in scheme for leaf in question.leaves()]
    copy = section(human, "copy")
    pages = list(_COPY_PAGE.finditer(copy))
    wanted = _only(human)
    return ExaminationRequest(
        scheme=scheme,
        wanted=tuple(leaf for leaf in leaves if wanted is None or leaf in wanted),
        exam_paper=section(human, "exam_paper"),
        answer_key=section(human, "answer_key"),
        pages=tuple(page["text"] for page in pages),
        answers={answer["id"].replace("&quot;", '"'): answer["text"] for answer in _ANSWER.finditer(copy)},
        language=language_of(system),
        step=mark_step(system),
        recognised=min((float(page["confidence"]) for page in pages if page["confidence"]), default=None),
    )


def read_pre_analysis(messages: Sequence[BaseMessage]) -> PreAnalysisRequest:
    """Return the content of the pre-analyst's prompt."""
    human = text_of(messages, "human")
    pages = tuple(
        FilePage(number=int(page["number"]), document=int(page["document"]), role=page["role"], text=page["text"])
        for page in _FILE_PAGE.finditer(human)
    )
    return PreAnalysisRequest(pages=pages, language=language_of(text_of(messages, "system")))


@lru_cache(maxsize=64)
def read_scheme(text: str) -> tuple[SchemeQuestion, ...]:
    """Return the questions of a <scheme> section, or () if it is not JSON."""
    try:
        nodes = json.loads(text)
    except json.JSONDecodeError:
        return ()
    return tuple(_question(node) for node in nodes)


def _question(node: dict[str, Any]) -> SchemeQuestion:
    return SchemeQuestion(
        id=node["id"],
        label=node.get("label", ""),
        maximum=to_points(node["max_points"]),
        text=node.get("text", ""),
        expected_answer=node.get("expected_answer", ""),
        criteria=tuple(
            Criterion.model_validate({**criterion, "id": criterion["criterion_id"]})
            for criterion in node.get("criteria", ())
        ),
        guidelines=node.get("teacher_guidelines", ""),
        parts=tuple(_question(part) for part in node.get("parts", ())),
    )


def _text(message: BaseMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    blocks = (block if isinstance(block, str) else block.get("text", "") for block in message.content)
    return "\n".join(str(block) for block in blocks if block)


def text_of(messages: Sequence[BaseMessage], kind: str) -> str:
    """Return the text of the messages of one kind, such as "system" or "human"."""
    return "\n".join(_text(message) for message in messages if message.type == kind)


def section(text: str, tag: str) -> str:
    """Return the text inside `<tag>`, or "" if there is no such section."""
    # The first fence is the real one: the prompt escapes look-alikes inside other texts.
    match = re.search(rf"<{tag}>\n(.*?)\n</{tag}>", text, re.DOTALL)
    return match[1] if match else ""


def _only(human: str) -> set[str] | None:
    # Only between the last of the teacher's texts and the copy: anywhere else it may be somebody else's words.
    copy = human.find("<copy>")
    begin = max(human.rfind(f"</{tag}>", 0, copy) for tag in ("scheme", "guidelines", "exam_paper", "answer_key"))
    match = _ONLY.search(human, max(begin, 0), max(copy, 0))
    return set(ast.literal_eval(f"[{match['ids']}]")) if match else None


def language_of(system: str) -> Language:
    """Return the language named in the instructions."""
    named = (code for code in languages() if re.search(rf"\bin {re.escape(translator(code).name)}(?!\w)", system))
    return next(named, "fr")


def mark_step(system: str) -> Decimal:
    """Return the mark step named in the instructions."""
    match = _STEP.search(system)
    return Decimal(match[1]) if match and Decimal(match[1]) > 0 else DEFAULT_STEP
