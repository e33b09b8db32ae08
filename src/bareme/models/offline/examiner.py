"""The chat model itself: which tool is asked for, which rules answer, and how the answer is wrapped."""

from typing import Any, ClassVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

OFFLINE_MODELS = ("lexical", "strict")


class OfflineExaminer(BaseChatModel):
    """Answers Barème's prompts from rules. It calls nobody and cannot read images."""

    rules: str = "lexical"
    provider: ClassVar[str] = "offline"

    @property
    def _llm_type(self) -> str:
        return f"offline:{self.rules}"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError
