"""Rates, and what a route costs."""
