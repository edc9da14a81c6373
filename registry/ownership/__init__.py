"""Who controls a product: an organisation proves it, or the Secretariat decides; until then its edits are proposals."""
