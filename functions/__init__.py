"""One package per domain; each is one Chalice app and one deployable artifact."""
