"""Rates by element, and what a route costs."""
