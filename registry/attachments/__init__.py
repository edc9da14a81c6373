"""Files that people attach to what they propose: looked into before they are kept, given out only as downloads."""
