"""Speed as ratios and counts, taken in one run: `make benchmark`."""
