"""What only a demonstration has is everybody's, as its people are samples; elsewhere there is no such page."""

from tests.permissions.matrix import SAMPLE_MAIL, Call, public

EXPECTATIONS = [
    public("/dev/people"),
    public("/dev/mail", lambda _: Call(), 302),
    public("/{lang}/dev/mail"),
    public("/{lang}/dev/mail/{name}", lambda _: Call({"name": SAMPLE_MAIL})),
]
