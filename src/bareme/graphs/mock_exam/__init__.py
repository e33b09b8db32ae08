"""The graph that marks an online mock exam, and the middleware that does the marking."""
