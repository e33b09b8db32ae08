"""Invented exam papers whose marking scale is known: kinds of layout, in twelve languages, with noise.

They share neither words nor code with the reader of printed scales, which `tests/benchmarks/scale.py` holds against
them. `held_out.py` contains kinds that were written after the reader was finished.
"""
