"""Every attack on a sign-in with a provider; each answers whether it succeeded.

Success is a session as somebody else, somebody else's session in my browser, or another site.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.proofs.social import callbacks, takeovers
from tests.proofs.social.scene import Scene

Attack = Callable[[Scene], bool]
ATTACKS: tuple[Attack, ...] = (
    callbacks.replayed_callback,
    callbacks.state_used_twice,
    callbacks.callback_elsewhere,
    callbacks.callback_elsewhere_in_the_midst,
    callbacks.state_without_its_browser,
    callbacks.invented_state,
    callbacks.missing_state,
    callbacks.doubled_parameters,
    callbacks.expired_state,
    callbacks.stolen_code,
    callbacks.used_code,
    callbacks.invented_code,
    callbacks.code_without_challenge,
    callbacks.code_for_the_attackers_challenge,
    callbacks.plain_challenge,
    callbacks.wrong_challenge,
    callbacks.another_nonce,
    callbacks.missing_nonce,
    callbacks.answer_of_another_provider,
    callbacks.code_of_another_provider,
    callbacks.foreign_issuer,
    callbacks.code_of_another_client,
    takeovers.pre_hijack,
    takeovers.unconfirmed_pre_hijack,
    takeovers.claimed_address,
    takeovers.unverified_claim,
    takeovers.address_of_two_providers,
    takeovers.password_for_a_provider_account,
    takeovers.proof_of_another_person,
    takeovers.proof_elsewhere,
    takeovers.open_redirect,
    takeovers.planted_session,
)
