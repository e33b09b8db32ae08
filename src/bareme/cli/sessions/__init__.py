"""`bareme sessions`, `show`, `export`, `delete` and `purge`: the sessions that are kept, and their files.

`commands` holds the options and their help, `sessions`, `fill` and `erasure` what the commands do.
"""
