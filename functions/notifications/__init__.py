"""Notifications: the inbox first, then every open tab."""
