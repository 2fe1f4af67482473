"""Infrastructure: templates, migrations, generated API documents and the local cloud."""
