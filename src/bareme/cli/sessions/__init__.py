"""`bareme sessions`, `show` and `export`: the sessions that are kept, and their files.

`commands` holds the options and their help, `sessions` what the commands do.
"""
