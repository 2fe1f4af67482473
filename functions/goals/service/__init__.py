"""Use cases of goals; each receives its store, clock and database as arguments."""
