"""Words of the field that can be asked about: in labels, by resting the cursor on them or by F1."""
