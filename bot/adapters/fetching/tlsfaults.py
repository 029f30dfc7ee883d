"""What is wrong with a secure connection, in words: `CERTIFICATE_VERIFY_FAILED` helps nobody."""

from __future__ import annotations

import ssl

from bot.model.errors import FetchError

# OpenSSL's verdicts on a certificate (X509_verify_cert_error_string(3)): stable reason, what follows the address
_CERTIFICATE = {
    9: ("tls_not_yet", "shows a certificate that is not valid yet"),
    10: ("tls_expired", "shows a certificate that has run out"),
    18: ("tls_self_signed", "shows a certificate that it made for itself"),
    19: ("tls_unknown", "shows a certificate from an authority that nobody vouches for"),
    20: ("tls_unknown", "shows a certificate from an authority that nobody vouches for"),
    21: ("tls_unknown", "shows a certificate from an authority that nobody vouches for"),
    62: ("tls_name", "shows a certificate that is for another name"),
    64: ("tls_name", "shows a certificate that is for another address"),
}
# OpenSSL's reasons for a handshake that failed, as the `ssl` module spells them
_HANDSHAKE = {
    "TLSV1_ALERT_PROTOCOL_VERSION": "tls_old",
    "UNSUPPORTED_PROTOCOL": "tls_old",
    "NO_PROTOCOLS_AVAILABLE": "tls_old",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "tls_old",
    "NO_SHARED_CIPHER": "tls_old",
    "DH_KEY_TOO_SMALL": "tls_old",
    "EE_KEY_TOO_SMALL": "tls_old",
    "WRONG_VERSION_NUMBER": "tls_none",
    "RECORD_LAYER_FAILURE": "tls_none",
    "PACKET_LENGTH_TOO_LONG": "tls_none",
    "HTTP_REQUEST": "tls_none",
}
_SAID = {
    "tls_old": "offers only encryption that is too old to be safe",
    "tls_none": "answers at the port of secure connections with something else",
}


def tls_failure(url: str, error: ssl.SSLError) -> FetchError:
    """Return a failed handshake with its stable reason: `tls_…`, `tls` for a rare one, `reset` for a lost connection.

    Args:
        url: what was asked for.
        error: as the `ssl` module raised it.
    """
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return FetchError(f"{url} dropped the connection.", reason="reset")
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _CERTIFICATE:
        reason, said = _CERTIFICATE[error.verify_code]
        return FetchError(f"{url} {said}.", reason=reason)
    known = _HANDSHAKE.get(error.reason or "")
    if known is not None:
        return FetchError(f"{url} {_SAID[known]}.", reason=known)
    found = getattr(error, "verify_message", None) or error.reason or error
    return FetchError(f"{url} makes no secure connection: {found}.", reason="tls")
