"""What tests share: the gateway's events, people, and keys kept in memory."""
