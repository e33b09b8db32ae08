"""The chat model: picks the rules for the requested tool and wraps their answer in a message."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput, ModelProfile
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from bareme.models.offline.answer_sorting import read_answers, sort_answers
from bareme.models.offline.exam_evaluation import evaluate
from bareme.models.offline.exam_reader import read_exam
from bareme.models.offline.examination import examine
from bareme.models.offline.pre_analysis import analyse
from bareme.models.offline.prompt_reader import read_examination, read_pre_analysis, visible_text
from bareme.models.offline.rubric import draft_rubric, read_rubric_request
from bareme.models.offline.rules import RULES
from bareme.models.offline.wording import WHAT_IT_IS

_CHARACTERS_PER_TOKEN = 4


class OfflineExaminer(BaseChatModel):
    """Answers Barème's prompts from rules, through the tool calls a model would make.

    It makes no calls, gives the same answer to the same messages and cannot read images. `rules` is "lexical" (numbers
    with tolerance, options, variants, weighted word overlap) or "strict" (only what the answer key says literally).
    """

    rules: Literal["lexical", "strict"] = "lexical"

    @property
    def _llm_type(self) -> str:
        return f"offline:{self.rules}"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self._llm_type}

    def _resolve_model_profile(self) -> ModelProfile:
        return {"image_inputs": False, "tool_calling": True, "structured_output": False}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return this model with the names of `tools` bound. The rules already know their schemas."""
        return self.bind(tool_names=[_name_of(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the rules write no free text
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - nothing is streamed
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages, kwargs.get("tool_names") or ()))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002 - nothing is streamed
        **kwargs: Any,
    ) -> ChatResult:
        # For a long text this takes seconds of pure Python: in a thread, it does not block other sessions.
        return await asyncio.to_thread(self._generate, messages, stop, **kwargs)

    def _answer(self, messages: list[BaseMessage], tool_names: Sequence[str]) -> AIMessage:
        arguments: dict[str, Any] | None = None
        name = ""
        if "Examination" in tool_names:
            name, arguments = "Examination", examine(read_examination(messages), RULES[self.rules])
        elif "PreAnalysis" in tool_names:
            name, arguments = "PreAnalysis", analyse(read_pre_analysis(messages))
        elif "RubricDraft" in tool_names:
            name, arguments = "RubricDraft", draft_rubric(read_rubric_request(messages))
        elif "EvaluationResult" in tool_names:
            name, arguments = "EvaluationResult", evaluate(read_exam(messages), RULES[self.rules])
        elif "AnswerSorting" in tool_names:
            name, arguments = "AnswerSorting", sort_answers(read_answers(messages))
        written = "" if arguments is not None else WHAT_IT_IS
        prompt = visible_text(messages)
        answer = written or json.dumps(arguments, ensure_ascii=False)
        # The same messages get the same id, so that recorded answers can be compared.
        call_id = hashlib.sha256(f"{self.rules}\n{len(messages)}\n{prompt}".encode()).hexdigest()[:24]
        return AIMessage(
            content=written,
            tool_calls=[] if arguments is None else [tool_call(name=name, args=arguments, id=f"call_{call_id}")],
            response_metadata={"model_name": self._llm_type, "model_provider": "offline"},
            usage_metadata=_usage(prompt, answer),
        )


def _name_of(tool: dict[str, Any] | type | Callable[..., Any] | BaseTool) -> str:
    # Converting a schema takes longer than answering, and agents bind their tools for every call.
    if isinstance(tool, BaseTool):
        return tool.name
    if isinstance(tool, dict):
        return str(convert_to_openai_tool(tool)["function"]["name"])
    return tool.__name__


def _usage(prompt: str, answer: str) -> UsageMetadata:
    taken, given = (-(-len(text) // _CHARACTERS_PER_TOKEN) for text in (prompt, answer))
    return UsageMetadata(input_tokens=taken, output_tokens=given, total_tokens=taken + given)
