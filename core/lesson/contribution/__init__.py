"""Which sample moved which number."""
