"""The one letter accounts write themselves; codes are sent by the sign-in service."""

from __future__ import annotations

from typing import Final

from serenity.telemetry import logger

_SUBJECT: Final = {
    "fr": "Vous avez déjà un compte",
    "en": "You already have an account",
}
_TEXT: Final = {
    "fr": (
        "Quelqu'un, sans doute vous, vient de créer un compte Serenity Hub avec cette adresse.\n"
        "Elle a déjà un compte : rien n'a changé.\n\n"
        "Se connecter : {url}/sign-in\n"
        "Mot de passe oublié : {url}/forgot\n\n"
        "Si ce n'était pas vous, ignorez ce message.\n"
    ),
    "en": (
        "Someone, probably you, just tried to create a Serenity Hub account with this address.\n"
        "It already has one: nothing was changed.\n\n"
        "Sign in: {url}/sign-in\n"
        "Forgotten password: {url}/forgot\n\n"
        "If it was not you, ignore this message.\n"
    ),
}


class Letters:
    """Writes through SES, where the deployment has an address to write from."""

    def __init__(self, sender: str, public_url: str) -> None:
        self._sender = sender
        self._public_url = public_url

    def already_registered(self, email: str, language: str) -> None:
        """Tell the owner of an address that it has an account; best effort.

        Whoever signed up gets the same answer as everybody, so a failure here must not show.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

        from serenity.aws import client

        if not self._sender:
            return
        text = _TEXT[language].format(url=self._public_url)
        try:
            client("ses").send_email(
                Source=self._sender,
                Destination={"ToAddresses": [email]},
                Message={
                    "Subject": {"Data": _SUBJECT[language], "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                },
            )
        except (BotoCoreError, ClientError) as error:
            logger.warning("letter not sent", extra={"cause": type(error).__name__})
