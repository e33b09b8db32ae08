"""`bareme eval`: data sets, runs, figures and reports."""
