"""C: one header, for programs and small machines."""
