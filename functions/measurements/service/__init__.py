"""The use cases of measurements: logging, the person's days, statistics, erasure."""
