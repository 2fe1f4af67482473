"""What we promise, as commands that print a figure and fail on a breach."""
