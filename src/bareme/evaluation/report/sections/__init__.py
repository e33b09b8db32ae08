"""The sections of a report, one per module, each made from the findings."""
