"""The published record, and how the model meets it."""
