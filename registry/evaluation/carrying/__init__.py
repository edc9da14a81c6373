"""What a draft of a framework would make of past assessments."""
