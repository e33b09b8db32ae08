"""The part of a grader's message that is the copy."""

from collections.abc import Mapping, Sequence

from bareme.agents.prompt import fence


def copy_content(
    *,
    pages: Sequence[str] = (),
    answers: dict[str, str] | None = None,
    pictures: bool = False,
    joined: bool = False,
    recognised: Mapping[int, float] | None = None,
) -> str:
    """Return the part of the message that is the copy: the text of its pages, or typed answers by question id.

    `pictures` says that images of the pages follow, which go before a page's text; `joined`, several pages in each.
    `recognised` are the pages, counted from 1, whose text a program read on their pictures, with its confidence.
    """
    recognised = recognised or {}
    marked = {number: {"recognised": f"{confidence:.2f}"} for number, confidence in recognised.items()}
    body = [fence("page", text, number=number, **marked.get(number, {})) for number, text in enumerate(pages, start=1)]
    body += [fence("answer", text, question=question_id) for question_id, text in (answers or {}).items()]
    how = (
        "are its pages, in order" if not joined else "show its pages, several in a picture: in rows, from left to right"
    )
    lead = f"The copy to mark. The pictures that follow {how}" if pictures else "The copy to mark"
    if recognised:
        lead += (
            '. A program read the text of the pages with "recognised" on their pictures, with that confidence: letters '
            "and signs may be wrong, lines may be missing"
        )
    return f"{lead}:\n\n<copy>\n" + "\n".join(body) + "\n</copy>"
