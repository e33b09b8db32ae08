"""Which answers to a question are the same.

`same_answers` groups the answers that are equal by rules and finds those with unequal marks, `close_answers` finds the
pairs that rules leave to a model, and `canonical` is the form in which answers are compared.
"""
