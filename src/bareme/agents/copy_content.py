"""The part of a grader's message that is the copy."""

from collections.abc import Collection, Mapping, Sequence

from bareme.agents.prompt import fence


def copy_content(
    *,
    pages: Sequence[str] = (),
    answers: dict[str, str] | None = None,
    pictured: Collection[int] = (),
    joined: bool = False,
    recognised: Mapping[int, float] | None = None,
) -> str:
    """Return the part of the message that is the copy: the text of its pages, or typed answers by question id.

    Pages are counted from 1. Pictures of those `pictured` follow, which go before a page's text; with `joined`, several
    pages in each. `recognised` are those whose text a program read on their pictures, with its confidence.
    """
    recognised = recognised or {}
    marked = {number: {"recognised": f"{confidence:.2f}"} for number, confidence in recognised.items()}
    body = [fence("page", text, number=number, **marked.get(number, {})) for number, text in enumerate(pages, start=1)]
    body += [fence("answer", text, question=question_id) for question_id, text in (answers or {}).items()]
    lead = "The copy to mark" + (f". {_pictures(len(pages), pictured, joined=joined)}" if pictured else "")
    if recognised:
        lead += (
            '. A program read the text of the pages with "recognised" on their pictures, with that confidence: letters '
            "and signs may be wrong, lines may be missing"
        )
    return f"{lead}:\n\n<copy>\n" + "\n".join(body) + "\n</copy>"


def _pictures(count: int, pictured: Collection[int], *, joined: bool) -> str:
    """Return what the pictures after the copy's text are."""
    all_shown = len(pictured) == count
    which = "its pages" if all_shown else f"its pages {', '.join(map(str, sorted(pictured)))}"
    how = f"show {which}, several in a picture: in rows, from left to right" if joined else f"are {which}, in order"
    return f"The pictures that follow {how}" + ("" if all_shown else "; the text of the others is all that is on them")
