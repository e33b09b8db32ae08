"""`bareme review`: the decisions of a teacher, one by one or from files.

`commands` and `total_commands` hold the options and their help, `actions` what the commands do; `walk` is the review of
`bareme resume`.
"""
