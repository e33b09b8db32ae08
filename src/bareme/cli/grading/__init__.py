"""`bareme grade` and `bareme resume`: files in, a confirmed scale, graded copies, files out."""
