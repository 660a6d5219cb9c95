"""Where now is in the recorded run."""
