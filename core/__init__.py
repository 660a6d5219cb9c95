"""The engine of Backstep: networks, data, training and files, without any window toolkit."""
