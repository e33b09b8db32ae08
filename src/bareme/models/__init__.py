"""Chat models: the providers, their clients and connections, prices, tokens, and what their failures mean.

`registry.build_model` returns the model of a grader, named "provider:model". A client sends each request once; `calls`
decides what happens next. `offline` stands in for a model with rules.
"""
