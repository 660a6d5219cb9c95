"""Small reusable widgets, among them the form built from a component's parameters."""
