"""The HTML page: its data, and what puts it together."""
