"""What a paper, or its answer key, prints for each question: the rows from its label to that of the next question."""

from collections import Counter
from collections.abc import Sequence

from bareme.domain.printed_scale.outline import Node
from bareme.domain.printed_scale.rows import GAP, TextRow

_LONGEST = 4_000
"""A longer text is no question's, but what follows a question whose end was not recognised."""


def question_texts(rows: Sequence[TextRow], root: Node) -> dict[str, str]:
    """Return the text of each question of the outline `root` by its id, parts and options included.

    A question is left out if its id occurs twice, if it shares its row with another, or if the place of any question is
    not known: then it is not certain where its text ends.
    """
    places = {(row.page, row.y0, row.x0): place for place, row in enumerate(rows)}
    nodes = [node for node in root.walk() if node.row is not None]
    starts = {node: places.get((node.row.page, node.row.y0, node.row.x0), -1) for node in nodes if node.row}
    ids, shared = Counter(map(_id_of, nodes)), Counter(starts.values())
    if -1 in shared:
        return {}
    texts = {}
    for node, start in starts.items():
        last = max(starts.get(part, start) for part in node.walk())
        end = min((other for other in shared if other > last), default=len(rows))
        text = "\n".join(row.text.replace(GAP, " ") for row in rows[start:end])
        if ids[_id_of(node)] == shared[start] == 1 and len(text) <= _LONGEST:
            texts[_id_of(node)] = text
    return texts


def _id_of(node: Node) -> str:
    return ".".join(reversed([step.own_id for step in node.path()]))
