"""Ways between two places that differ, and what each trades for what."""
