"""The developer page: what each function did lately, read from the local cloud's own APIs."""
