"""Calibration: consistency of marks across copies. Same answers with other marks, severity, unexpected marks.

Pure functions; `report.calibrate` combines them. Calibration reports and flags, and never changes a mark.
"""
