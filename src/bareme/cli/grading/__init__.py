"""`bareme grade` and `bareme resume`: files in, a confirmed scale, graded copies, files out.

`commands` holds the options and their help; each command loads its own module when it runs.
"""
