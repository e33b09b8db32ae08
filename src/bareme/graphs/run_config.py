"""What the config of a run may not set."""

from langchain_core.runnables import RunnableConfig

from bareme.errors import InvalidInput


def refuse_max_concurrency(config: RunnableConfig) -> None:
    """Refuse a run whose config sets `max_concurrency`.

    Raises:
        InvalidInput: the config sets it.
    """
    if config.get("max_concurrency") is not None:
        raise InvalidInput(
            "config sets 'max_concurrency': leave it out. Under it a crash loses finished copies and runs can "
            "deadlock; BAREME_MAX_IN_FLIGHT limits the calls instead"
        )
