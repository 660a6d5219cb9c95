"""Where the files are that once caused harm."""

from pathlib import Path

CASES = Path(__file__).parent / "fixtures"
