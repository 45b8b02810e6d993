"""Colours, symbols, fonts, words and formats."""
