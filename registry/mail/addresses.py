"""Addresses that mail is sent to: one at a time, and nothing but an address."""

from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

from registry.errors import RegistryError

LONGEST: Final = 254


class BadAddress(RegistryError):
    """No mail can be sent to this: it is no address, or more than one."""

    status = 422
    slug = "bad-address"
    title = "This is no e-mail address."


def recipient(text: str) -> Address:
    """The one address that a text is; `BadAddress` for anything else, such as two of them or one with a name.

    A domain in other letters is put into those that every mail server takes.
    """
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST or text != text.strip() or not text.isprintable():
        raise BadAddress
    try:
        found = Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (MessageError, ValueError, IndexError) as error:
        raise BadAddress from error
    if "." not in found.domain and found.domain != "localhost":
        raise BadAddress
    return found
