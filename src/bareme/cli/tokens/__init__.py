"""`bareme token`: the API keys of a server.

`commands` holds the options and their help, `tokens` what the commands do.
"""
