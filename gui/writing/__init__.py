"""The editor of lessons: a page beside the network, and picking numbers in the window."""
