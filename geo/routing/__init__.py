"""The question, what it permits, the search, drivers' rests, and the route with its legs."""
