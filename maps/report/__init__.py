"""Text for the terminal, data for programs, and files of a backtest."""
