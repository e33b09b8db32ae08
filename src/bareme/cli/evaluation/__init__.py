"""`bareme eval`: data sets, runs, figures and reports.

`app` is the group of commands; each command is a module. Tables are drawn from `bareme.evaluation.report`.
"""
