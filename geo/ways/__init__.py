"""Ways that differ, what each trades for what, by which gateway, and those between hubs."""
