"""Measurements: what a person logs, the daily summaries of it, and the statistics."""
