"""The HTML page: its data, its scripts and styles (`assets/`), and what puts them together."""
