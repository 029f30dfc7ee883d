"""Tokens at rest: sealed with a key that is not in the database, where there is one."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken

from bot.model.errors import SettingError

MAKE_ONE = "openssl rand -base64 32 | tr '+/' '-_' makes one."


class Seal:
    """Seals and opens texts with Fernet (AES-128-CBC and HMAC-SHA256).

    Args:
        key: 32 bytes as URL-safe Base64; None leaves texts as they are.

    Raises:
        SettingError: it is no such key.
    """

    def __init__(self, key: str | None) -> None:
        try:
            self._fernet = Fernet(key.strip()) if key else None
        except ValueError as error:
            raise SettingError("KP_TOKEN_KEY is no key.", hint=MAKE_ONE) from error

    @property
    def seals(self) -> bool:
        """Whether there is a key."""
        return self._fernet is not None

    def seal(self, text: str) -> tuple[str, bool]:
        """Return a text as it is to be kept, and whether it is sealed."""
        if self._fernet is None:
            return text, False
        return self._fernet.encrypt(text.encode()).decode(), True

    def open(self, text: str, *, sealed: bool) -> str:
        """Return a kept text as it was.

        Raises:
            SettingError: it was sealed, and there is no key or another one.
        """
        if not sealed:
            return text
        if self._fernet is None:
            raise SettingError("The workspaces' tokens are sealed, and KP_TOKEN_KEY is not set.")
        try:
            return self._fernet.decrypt(text.encode()).decode()
        except InvalidToken as error:
            raise SettingError(
                "KP_TOKEN_KEY does not open the workspaces' tokens.",
                hint="They were sealed with another key.",
            ) from error
