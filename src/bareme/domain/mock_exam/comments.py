"""The words of one question's feedback, without those that say nothing, insult, or put words in the student's mouth."""

from collections.abc import Iterator, Mapping
from typing import Any

from bareme.domain.mock_exam.quotes import ascribed, is_quoted_from
from bareme.domain.mock_exam.tone import is_insulting, says_nothing

_ABOUT_THE_ANSWER = frozenset({"feedback_summary", "what_you_did_well", "where_you_went_wrong"})
_TEXTS = (*sorted(_ABOUT_THE_ANSWER), "correct_approach", "related_concept", "suggested_review")


def fit_to_read(raw: Mapping[str, Any], answer: str | None) -> tuple[dict[str, Any], list[str]]:
    """Return an entry without the fields that a student must not read, and why those that say anything are left out.

    `answer` is what the student wrote; None if it also has what cannot be compared with words.
    """
    kept, faults = dict(raw), list[str]()
    for name in _TEXTS:
        text = kept.get(name)
        if not isinstance(text, str):
            continue
        if says_nothing(text):
            del kept[name]
        elif is_insulting(text):
            del kept[name]
            faults.append(f"has an insulting {name}")
        elif answer is not None and name in _ABOUT_THE_ANSWER:
            invented = next((quote for quote in ascribed(text) if not is_quoted_from(quote, answer)), None)
            if invented is not None:
                del kept[name]
                faults.append(f"has a {name} that quotes what the student did not write")
    misconception = kept.get("misconception_detected")
    if isinstance(misconception, Mapping) and (spoilt := _spoilt(misconception)):
        kept["misconception_detected"] = None
        faults += ["has an insulting misconception_detected"] if spoilt == "insult" else []
    return _with_fit_steps(kept, faults), faults


def _spoilt(texts: Mapping[str, Any]) -> str:
    said = [text for text in texts.values() if isinstance(text, str)]
    return "insult" if any(map(is_insulting, said)) else "nothing" if any(map(says_nothing, said)) else ""


def _with_fit_steps(kept: dict[str, Any], faults: list[str]) -> dict[str, Any]:
    steps = kept.get("marking_breakdown")
    if isinstance(steps, list):
        kept["marking_breakdown"] = [
            dict(_fit_step(step, faults)) if isinstance(step, Mapping) else step for step in steps
        ]
    return kept


def _fit_step(step: Mapping[str, Any], faults: list[str]) -> Iterator[tuple[str, Any]]:
    for name, text in step.items():
        if not isinstance(text, str) or not is_insulting(text):
            yield name, None if name == "evidence_seen" and isinstance(text, str) and says_nothing(text) else text
            continue
        faults.append(f"has an insulting {name} in its marking_breakdown")
        yield name, None if name == "evidence_seen" else ""
