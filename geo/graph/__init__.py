"""Edges, the figures that time them, and the graph of both."""
