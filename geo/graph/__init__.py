"""Edges, the figures that time them, the graph of both, and the traffic on it."""
