"""An OpenID Connect provider that stands, locally, for Google, Apple, Facebook and Amazon."""
