"""What each role sees first: panels by name, and which role has which."""
