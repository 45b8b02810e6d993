"""Places and their names, countries, distances."""
