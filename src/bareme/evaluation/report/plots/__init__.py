"""Plots as SVG: shapes with presentation attributes alone, numbers as text, the same bytes for the same marks."""
