"""Feeds are everybody's."""

from registry.web.urls import COLLECTIONS
from tests.permissions.matrix import Call, public
from tests.permissions.records import SAMPLES

EXPECTATIONS = [
    public("/{lang}/feed"),
    *(public(f"/{{lang}}/feed/{each}") for each in COLLECTIONS.values()),
    public("/{lang}/feed/countries/{code}", lambda _: Call({"code": SAMPLES["countries"]})),
    public("/{lang}/feed/organisations/{name}", lambda _: Call({"name": SAMPLES["organisations"]})),
]
