"""Notifications in DynamoDB (inbox, sockets, tickets) and Postgres (choices)."""
