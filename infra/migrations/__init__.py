"""Forward-only SQL migrations and the function that runs them before traffic."""
