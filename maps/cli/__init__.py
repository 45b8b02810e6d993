"""The command line: what can be asked, and what is printed and written."""

from .main import main, run

__all__ = ["main", "run"]
