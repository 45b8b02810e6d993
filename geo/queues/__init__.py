"""Waits at crossings, from arrivals and capacity."""
