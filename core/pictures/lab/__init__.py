"""What the lab measures: what each unit is worth, and what pruning and noise cost."""
