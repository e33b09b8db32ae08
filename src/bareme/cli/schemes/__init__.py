"""`bareme scale` and `bareme scheme`: marking schemes on paper and in files.

Each command is a module; `bareme.cli.app` declares their options.
"""
