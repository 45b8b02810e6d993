"""Clocks, closures, holidays and departures."""
