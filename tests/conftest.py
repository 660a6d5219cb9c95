"""What applies to every test: compiled files are kept, even if the environment keeps none.

Otherwise every worker, and every program that a test starts, would compile the same thousand files
again, which takes a third of the time of all tests. They are kept in pytest's own folder, not
beside the sources.
"""

import os
import sys
from pathlib import Path

if sys.dont_write_bytecode and sys.pycache_prefix is None:
    kept = str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "compiled")
    sys.dont_write_bytecode, sys.pycache_prefix = False, kept
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = kept
