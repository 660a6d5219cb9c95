"""Applications created here are created without a display."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
