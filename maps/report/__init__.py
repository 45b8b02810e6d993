"""Text for the terminal, and files of a backtest."""
