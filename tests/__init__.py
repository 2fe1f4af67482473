"""Tests; the tree mirrors the code's."""
