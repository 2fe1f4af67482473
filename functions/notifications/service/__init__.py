"""Use cases of notifications; each receives its stores, gateway and clock as arguments."""
