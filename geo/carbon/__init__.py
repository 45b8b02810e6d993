"""Factors of emission, and what a route emits."""
