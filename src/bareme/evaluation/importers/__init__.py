"""Importers of published data sets, one module per format.

Each module has `recognises`, which tells whether a file has its format, and `read`, which returns a `DataSet`. The data
sets themselves are not part of Barème.
"""
