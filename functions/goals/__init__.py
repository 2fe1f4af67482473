"""Goals: what a person wants, how far they are, and the streaks that follow."""
