"""The sections of a report, each from the findings."""
