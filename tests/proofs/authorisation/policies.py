"""What each route promises, written down a second time so that a slip of the first is seen."""

from __future__ import annotations

from collections.abc import Mapping

_PROMISES = {
    "public": """
        health get_session sign_up confirm resend_code forgot_password reset_password sign_in
        authorize callback
    """,
    "user": """
        sign_out reauthenticate list_sessions end_other_sessions get_profile change_profile
        delete_account list_presets list_goals create_goal list_progress list_metrics record_entry
        list_entries get_today get_day get_series export_series list_notifications
        read_notifications get_preferences set_preferences create_ticket
    """,
    "owner-of": """
        end_session get_goal change_goal delete_goal get_entry change_entry delete_entry
        restore_entry read_notification
    """,
}
POLICIES: Mapping[str, str] = {
    name: policy for policy, names in _PROMISES.items() for name in names.split()
}
# Routes after which the one who asked is signed out, or no more: each needs a person of its own.
SPENDING = frozenset({"sign_out", "end_other_sessions", "delete_account"})
# What a phone is answered where only a browser has a session with a password.
BY_PHONE: Mapping[str, int] = {"reauthenticate": 409}
