"""A real OpenID provider (`oidc-provider-mock`) on this machine, and somebody in the middle who forges its tokens."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import httpx
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

Forge = Callable[["Provider", dict[str, Any]], str]


class Provider:
    """The provider as others reach it. While `forge` is set, ID tokens and keys are those of the one in the middle.

    `forge` gives the token that is sent for the claims of the real one; `publish` changes what is published.
    """

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "middle"}, private=True)
        self.forge: Forge | None = None
        self.publish: dict[str, Any] = {}
        self.challenge = ""
        self.issuer = ""
        self._app = oidc_provider_mock.app(require_nonce=True)

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """Answer a request, by the real provider or in its place."""
        request = Request(environ)
        body = request.get_data()
        environ["wsgi.input"] = BytesIO(body)
        if request.path == "/oauth2/authorize":
            self.challenge = request.args.get("code_challenge", "")
        if request.path == "/oauth2/token" and not self._has_proof(request):
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")(environ, start)
        answer = Response.from_app(self._app, environ)
        if request.path == "/.well-known/openid-configuration":
            answer.data = json.dumps(json.loads(answer.data) | self.publish)
        if self.forge and request.path == "/jwks":
            answer.data = json.dumps({"keys": [self.key.as_dict(private=False)]})
        if self.forge and request.path == "/oauth2/token" and answer.status_code == 200:
            tokens = json.loads(answer.data)
            payload = tokens["id_token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            answer.data = json.dumps(tokens | {"id_token": self.forge(self, claims)})
        return answer(environ, start)

    def _has_proof(self, request: Request) -> bool:
        """Whether the code is exchanged with the secret of PKCE, which the real provider does not ask for."""
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge

    def signed(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        """A token with these claims, by the key of the one in the middle or another."""
        header = {"alg": "RS256", "kid": "middle", **header}
        return jwt.encode(header, claims, key or self.key, algorithms=[header["alg"]])

    def knows(self, subject: str, **claims: Any) -> None:
        """Have the provider state this of somebody from now on."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def consent(self, address: str, subject: str, **form: str) -> str:
        """Sign in at the provider's page as this person; gives where the browser is sent."""
        answer = httpx.post(address, data={"sub": subject, **form})
        return answer.headers["location"]


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, while it runs."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
