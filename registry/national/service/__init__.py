"""What is done for a country: a module for each idea, whose verbs check the rules, change and record; never commit."""
