"""A passkey in software, as a phone keeps one: answers WebAuthn's questions with real keys and signatures."""

import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

USER_PRESENT, USER_VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40


class SoftPasskey:
    """One passkey for one site. `verifies` is whether its phone asks who is there."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost", verifies: bool = True):
        self.origin, self.host, self.verifies = origin, host, verifies
        self.id = secrets.token_bytes(32)
        self.count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: str) -> str:
        """The answer to a question for a new passkey."""
        public = self._key.public_key().public_numbers()
        key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        )
        told = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(NEW_CREDENTIAL) + told}
        said = self._said("webauthn.create", options)
        return self._answer({"clientDataJSON": said, "attestationObject": cbor2.dumps(attestation)})

    def answered(self, options: str) -> str:
        """The answer to a question who is there."""
        self.count += 1
        said, data = self._said("webauthn.get", options), self._data(0)
        signature = self._key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": said, "authenticatorData": data, "signature": signature})

    def _data(self, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, what: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        own = bytes_to_base64url(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
