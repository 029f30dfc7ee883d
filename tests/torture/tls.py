"""Servers with good and bad certificates on loopback, and the authority that signs the good ones.

The times in them are real: OpenSSL asks the machine for the date, not the clock of a test.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
OURS = "Authority of these tests"


class Signer(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> str:
        """Both, as a server reads them."""
        kept = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return (self.certificate.public_bytes(Encoding.PEM) + kept).decode()


@cache
def authority(name: str) -> Signer:
    """Return somebody who signs certificates."""
    return _signed(name, None, authority=True)


def trust(context: ssl.SSLContext) -> ssl.SSLContext:
    """Have a context believe the authority of these tests."""
    context.load_verify_locations(cadata=authority(OURS).certificate.public_bytes(Encoding.PEM).decode())
    return context


@cache
def certificate(*names: str, signer: str | None = OURS, begins: int = -30, ends: int = 30) -> Signer:
    """Return a server's certificate.

    Args:
        names: the hosts it is for.
        signer: who signs it; None for itself.
        begins: days from now.
        ends: days from now.
    """
    made = datetime.now(UTC)
    return _signed(
        names[0],
        authority(signer) if signer else None,
        names,
        begins=made + begins * DAY,
        ends=made + ends * DAY,
    )


def _signed(
    name: str,
    signer: Signer | None,
    hosts: tuple[str, ...] = (),
    *,
    authority: bool = False,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = signer.key if signer else key
    made = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or made - 400 * DAY)
        .not_valid_after(ends or made + 400 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if hosts:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False
        )
    return Signer(builder.sign(above, SHA256()), key)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@contextmanager
def door(
    handler: type[BaseRequestHandler], shown: Signer, *, newest: ssl.TLSVersion | None = None
) -> Iterator[int]:
    """Answer over TLS for a while; give the port.

    Args:
        handler: what answers the questions that get through.
        shown: the certificate it shows.
        newest: the newest version of TLS that it speaks.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile("w", suffix=".pem") as file:
        Path(file.name).write_text(shown.pem(), "ascii")
        context.load_cert_chain(file.name)
    if newest is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")  # else today's OpenSSL would refuse before it is asked
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old on purpose
            context.minimum_version = context.maximum_version = newest
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who sees a bad certificate hangs up
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
