"""Relay: publishes events that were left in the outbox, and ends records whose time is up."""
