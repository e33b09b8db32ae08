"""How often a server took a run up without getting anywhere.

A server that is killed takes its runs up again when it starts, or another one does. A run that hangs or brings the
server down would do so each time, and hold a worker for ever. The platforms count a run's attempts without regard to
how far it got; langgraph-api in memory, so not across a restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple

from bareme.errors import RunStuck

MOST_TRIES = 3
_LANGUAGE = "fr"


@dataclass(frozen=True)
class RunAttempt:
    """A run that is taken up."""

    thread_id: str
    run_id: str
    kept: str
    """What is kept of it, in a form that changes whenever more is."""
    language: str

    @classmethod
    def of(cls, config: RunnableConfig, found: CheckpointTuple | None) -> Self | None:
        """Return the run that asks for the newest checkpoint of its thread, as each does once when it is taken up.

        None if nobody who asks does so for a run.
        """
        place: Mapping[str, Any] = config.get("configurable", {})
        if not place.get("run_id") or place.get("checkpoint_id"):
            return None
        kept = f"{_newest(found)} {len(found.pending_writes or ())}" if found else ""
        policy = found.checkpoint["channel_values"].get("policy") if found else None
        language = str((policy or {}).get("language", _LANGUAGE))
        return cls(str(place["thread_id"]), str(place["run_id"]), kept, language)

    def check(self, tries: int) -> None:
        """End a run that was taken up so many times, this time included, with nothing more kept than there is now.

        Raises:
            RunStuck: it is not taken up again.
        """
        if tries > MOST_TRIES:
            error = RunStuck(MOST_TRIES)
            error.args = (error.explain(self.language),)  # a server shows its text alone
            raise error


def _newest(found: CheckpointTuple) -> str:
    # A server that sends a run's input again has it written again, under another id.
    return "input" if found.metadata.get("source") == "input" else found.checkpoint["id"]
