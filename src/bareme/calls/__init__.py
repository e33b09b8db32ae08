"""Calling a model: paid once (`paid`), within a budget (`budget`, `forecast`), fairly (`fair_queue`, `limits`).

`call` sends a request again while that may help; `circuit_breaker` and `stopped_graders` say when not to ask at all. An
attempt starts with an `Order` of `paid`, which hands on the `Caller` that `agents` asks with.
"""
