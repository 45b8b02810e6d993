"""Factors, and what a route emits."""
