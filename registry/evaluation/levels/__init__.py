"""Evidence levels: listed, vetted, promising, proven, by versioned rules over what is recorded."""
