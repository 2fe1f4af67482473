"""Relay: publishes what a domain's outbox still holds and clears what has expired."""
