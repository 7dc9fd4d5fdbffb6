"""What is kept about one person: where it stands, and how it is told to them."""
