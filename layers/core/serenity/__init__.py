"""Domain-free code shared by every function: HTTP, errors, identity, events, telemetry."""
