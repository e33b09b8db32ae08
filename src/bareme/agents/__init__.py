"""The agents: one chat model, one question, one structured answer that is checked."""
