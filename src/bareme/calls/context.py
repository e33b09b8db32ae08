"""Whether a prompt fits into the context of a model, and whether the model read all of it.

Ollama cuts the front off a prompt that is too long, and answers with HTTP 200. Only the number of tokens that it read
tells. So that number is held against the length of the texts that were sent, pictures left out, and against how many
tokens this endpoint made of texts before.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage

from bareme.errors import ContextTooShort
from bareme.models.providers import endpoint_of
from bareme.models.server_facts import server_facts
from bareme.models.tokens import content_parts, text_tokens
from bareme.models.usage import read_tokens
from bareme.runtime import current_runtime

_CUTTING = ("local", "openrouter")
"""The providers whose servers may cut a prompt in silence; the others refuse it."""
_LEAST = 1_000
"""Estimated tokens. What a template adds, and the schema of a tool, matters too much beside a shorter prompt."""
_CUT_SHARE = 0.5
# A line of dots to write on is a few tokens.
_REPEATED = re.compile(r"([\s.…_\-=*#])\1{3,}")


@dataclass
class _TokenRatio:
    """Tokens that an endpoint reports for each token estimated: the lowest ratio of an accepted answer, 1 at most.

    At first that of a text with five characters a token, of which no language has more.
    """

    lowest: float = 0.6
    learned: bool = False

    def learn(self, ratio: float) -> None:
        """Take an accepted answer into account."""
        self.lowest = min(self.lowest if self.learned else 1.0, ratio)
        self.learned = True


async def check_fits(model: str, sent: Sequence[BaseMessage]) -> None:
    """Check a prompt before it is sent, if the size of the server's context is known.

    Raises:
        ContextTooShort: it cannot fit.
    """
    context = (await server_facts(model)).context
    if context is None:
        return
    needed = round(_estimate(sent) * _ratio_of(model).lowest)
    if needed > context:
        raise ContextTooShort(needed, context)


def check_read_whole(model: str, sent: Sequence[BaseMessage], reply: AIMessage) -> None:
    """Check that the tokens that were read, according to the reply, are those that were sent.

    Raises:
        ContextTooShort: they are fewer than half of what texts of this length take.
    """
    read = read_tokens(reply) if model.startswith(_CUTTING) else None
    if read is None:
        return
    estimate = _estimate(sent)
    if estimate < _LEAST:
        return
    ratio = _ratio_of(model)
    expected = round(estimate * ratio.lowest)
    if read < expected * _CUT_SHARE:
        raise ContextTooShort(expected, read)
    if all(isinstance(part, str) for message in sent for part in content_parts(message.content)):
        ratio.learn(read / estimate)


def _estimate(sent: Sequence[BaseMessage]) -> int:
    parts = [part for message in sent for part in content_parts(message.content)]
    return text_tokens(sum(len(_REPEATED.sub(r"\1\1\1", part)) for part in parts if isinstance(part, str)))


def _ratio_of(model: str) -> _TokenRatio:
    return current_runtime().resource(_ratios)[endpoint_of(model)]


def _ratios() -> defaultdict[tuple[str, str], _TokenRatio]:
    return defaultdict(_TokenRatio)
