"""Deterministic SVG plots that use only shapes with presentation attributes, and text."""
