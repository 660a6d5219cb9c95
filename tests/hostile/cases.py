"""Where the files are that once did harm."""

from pathlib import Path

CASES = Path(__file__).parent / "fixtures"
