"""The published record, how the model meets it, calibration, and trade by year."""
