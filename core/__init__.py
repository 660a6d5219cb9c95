"""The engine of Backstep: networks, data, training and files, without any window toolkit."""

__version__ = "0.1.0"
