"""Solutions: products and goods that one can adopt, apart from any place they run."""
