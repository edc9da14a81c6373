"""Settings from the environment and `.env`, prefix `REGISTRY_`; each field is one documented setting."""

import json
from difflib import get_close_matches
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from registry.errors import BadSetting

PREFIX = "REGISTRY_"
SHORTEST_SECRET = 32
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MISSPELT = 0.9
"""How alike an unknown name and a setting are, for the name to be taken for a misspelling of it."""


def _default_data_dir() -> Path:
    """`var/` of a checkout, else the user's own data folder, so that a clone keeps its data to itself."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "seed").is_dir():
        return checkout / "var"
    return Path.home() / ".local" / "share" / "digital-health-registry"


class SignOnProvider(BaseModel):
    """An OpenID provider, whose people may sign in here with what they use there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=80)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)
    scope: str = "openid email profile"
    domains: tuple[str, ...] = ()

    @field_validator("issuer")
    @classmethod
    def _issuer_is_safe(cls, value: str) -> str:
        parts = urlsplit(value)
        near = parts.hostname in LOOPBACK
        if not _is_web_address(value) or (parts.scheme != "https" and not near) or parts.query:
            raise ValueError("an issuer must be an https address")
        return value


class Settings(BaseSettings):
    """Everything an operator can choose. Empty strings count as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    data_dir: Annotated[
        Path,
        Field(
            description="Folder of the embedded database, the search index and attachments; made if missing."
        ),
    ] = Field(default_factory=_default_data_dir)
    database_url: str = Field(
        default="",
        description="SQLAlchemy URL of the records: sqlite:///… or postgresql+psycopg://…. "
        "Empty: SQLite in the data folder.",
    )
    search_url: str = Field(
        default="", description="Empty: Tantivy in the data folder. http(s)://…: a Meilisearch server."
    )
    search_key: str = Field(default="", description="API key of the Meilisearch server.", repr=False)
    search_prefix: str = Field(
        default="registry",
        pattern=r"^[A-Za-z0-9_-]{1,40}$",
        description="Prefix of the index names on the Meilisearch server.",
    )
    base_url: str = Field(
        default="",
        description="Public address, e.g. https://registry.example.org. Empty: as the reader came.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="Signs forms and encrypts second factors; at least 32 characters, the same on every server. "
        "Empty: made once and kept in the data folder.",
    )
    former_secret_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        repr=False,
        description="Keys that REGISTRY_SECRET_KEY was before, with spaces between them, the newest first: second "
        "factors and links to end mails that were made with them go on working. Leave one out once everybody has signed "
        "in since it was changed.",
    )
    demo: bool = Field(
        default=False,
        description="Sample people and records, mails readable at /dev/mail; never with a public address.",
    )
    smtp_url: str = Field(
        default="",
        repr=False,
        description="Mail server: smtp://user:password@host:587 or smtps://…. "
        "With REGISTRY_BASE_URL, where their links lead. Empty: mails are files in the data folder.",
    )
    mail_from: str = Field(
        default="Digital Health Registry <registry@localhost>", description="Sender of all mails."
    )
    sign_on: Annotated[tuple[SignOnProvider, ...], NoDecode] = Field(
        default=(),
        repr=False,
        description="Single sign-on: a JSON list of OpenID providers whose word on addresses is trusted, each with "
        "id, title, issuer, client_id, client_secret and, where only some may use it, the domains of their e-mail "
        "addresses.",
    )
    outside_calls: bool = Field(
        default=False,
        description="Whether background work may ask other sites: dead links, proofs of control.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the server listens on.")
    threads: int = Field(default=0, ge=0, le=512, description="Threads for handlers; 0: processors + 4.")
    worker: Literal["thread", "none"] = Field(
        default="thread",
        description="Background work in a thread of the server process, or only by `registry work`.",
    )
    cache_bytes: int = Field(
        default=64 * 2**20, ge=0, description="Memory for cached public answers, in bytes; 0 turns it off."
    )
    rate_limit_per_minute: int = Field(
        default=600,
        ge=0,
        description="Requests one client may make a minute; of a fifth as many, one person may change something. "
        "Both are counted for all processes. 0 turns both limits off.",
    )
    incident_reports: int = Field(
        default=3,
        ge=2,
        description="People who must report incidents with a product before it is reviewed anew.",
    )
    incident_days: int = Field(default=90, ge=1, description="Days within which they must.")
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front, to read X-Forwarded-For from the right."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much the server logs."
    )

    @field_validator("search_url")
    @classmethod
    def _search_url_is_http(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise ValueError("must be empty (Tantivy) or an http(s) address (Meilisearch)")
        return value.rstrip("/")

    @field_validator("base_url")
    @classmethod
    def _base_url_is_http(cls, value: str) -> str:
        if value and (not _is_web_address(value) or urlsplit(value).query or urlsplit(value).fragment):
            raise ValueError("must be an http(s) address, without a query")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _secret_key_is_long(cls, value: str) -> str:
        if value and len(value) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("former_secret_keys", mode="before")
    @classmethod
    def _former_keys_are_words(cls, value: Any) -> Any:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("sign_on", mode="before")
    @classmethod
    def _sign_on_is_json(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError("must be a JSON list of providers") from error

    @field_validator("sign_on")
    @classmethod
    def _providers_differ(cls, value: tuple[SignOnProvider, ...]) -> tuple[SignOnProvider, ...]:
        for what in ("id", "issuer"):
            if len({getattr(each, what) for each in value}) < len(value):
                raise ValueError(f"two providers have the same {what}")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp_url_is_known(cls, value: str, info: ValidationInfo) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not _has_port(value)):
            raise ValueError("must start with smtp:// or smtps:// and name a host")
        if value and not info.data.get("base_url"):
            raise ValueError(f"mails hold links: {PREFIX}BASE_URL must say where they lead")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_from_is_one_address(cls, value: str) -> str:
        found = getaddresses([value])
        try:
            for name, address in found:
                Address(name, addr_spec=address)
        except (MessageError, ValueError, IndexError):
            found = []
        if len(found) != 1 or not value.isprintable():
            raise ValueError("must be a name and one address: Registry <registry@example.org>")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url_is_known(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        if value.startswith("postgresql") and not _has_port(value):
            raise ValueError("has a port that is no number from 1 to 65535")
        return value

    @model_validator(mode="after")
    def _embedded_defaults(self) -> "Settings":
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'registry.sqlite3'}"
        return self

    @model_validator(mode="after")
    def _demo_is_not_public(self) -> "Settings":
        if self.demo and (self.base_url.startswith("https://") or self.smtp_url):
            raise ValueError("the demo, with its known passwords, has no public address and no mail server")
        return self

    @property
    def attachments_dir(self) -> Path:
        """The folder of attached files; nothing in it is served by its own name."""
        return self.data_dir / "attachments"

    @property
    def search_dir(self) -> Path:
        """The folder of the embedded search index."""
        return self.data_dir / "search"


def _has_port(value: str) -> bool:
    """Whether the port of an address, if it has one, can be one."""
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _is_web_address(value: str) -> bool:
    """Whether this can be the address of a server."""
    parts = urlsplit(value)
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and _has_port(value)
        and not any(each.isspace() for each in value)
    )


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise `BadSetting` with one line that names the first bad or misspelt one."""
    _refuse_misspelt()
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + (str(first["loc"][0]).upper() if first["loc"] else "DEMO")
        raise BadSetting(name, first["msg"].removeprefix("Value error, ")) from error


def _refuse_misspelt() -> None:
    """Other programs may use the prefix, so only a name that is almost that of a setting is refused."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    given = {**EnvSettingsSource(Settings).env_vars, **DotEnvSettingsSource(Settings).env_vars}
    for name in map(str.upper, given):
        meant = get_close_matches(name, known, 1, MISSPELT) if name.startswith(PREFIX) else []
        if meant and meant != [name]:
            raise BadSetting(name, f"there is no such setting; did you mean {meant[0]}?")
