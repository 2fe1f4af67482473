"""Accounts: who a person is, how they sign in, and how the product speaks to them."""
