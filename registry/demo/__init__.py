"""The demo: sample people with known passwords and what they are busy with. Only where the settings say so."""
