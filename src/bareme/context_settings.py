"""Where local servers have their context length set."""

from bareme.translation import Message

CONTEXT_SETTINGS = Message(
    "{ollama} in Ollama, {lm_studio} in LM Studio, {llama_cpp} in llama.cpp",
    ollama="num_ctx / OLLAMA_CONTEXT_LENGTH",
    lm_studio="Context Length",
    llama_cpp="--ctx-size",
)
"""The name of the context-length setting in common local servers."""
