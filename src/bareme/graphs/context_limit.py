"""Ask with fewer of the teacher's papers where all of them do not fit into the model's context."""

from collections.abc import Awaitable, Callable, Sequence

from bareme.domain.papers import Paper
from bareme.errors import ContextTooShort


async def within_context[T](
    papers: Sequence[Paper], send: Callable[[tuple[Paper, ...]], Awaitable[T | None]]
) -> T | None:
    """Return what `send` returns, which is called with the papers to leave out: none, then one more of `papers` a time.

    It is called again if the prompt does not fit, and if it returns None, as an answer to a shorter prompt may be kept.

    Raises:
        ContextTooShort: the prompt does not fit without any of them; the error is that of the whole prompt.
    """
    failure: ContextTooShort | None = None
    for count in range(len(papers) + 1):
        try:
            answer = await send(tuple(papers[:count]))
        except ContextTooShort as error:
            failure = failure or error
        else:
            if answer is not None:
                return answer
    if failure is not None:
        raise failure
    return None
