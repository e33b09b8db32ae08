"""The agents. Each asks a chat model for one structured answer and checks it."""
