"""`bareme scale` and `bareme scheme`: marking schemes on paper and in files."""
