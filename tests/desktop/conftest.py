"""What makes an application here makes it without a display."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
