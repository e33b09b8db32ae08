"""`bareme review`: the decisions of a teacher, one by one or from files."""
