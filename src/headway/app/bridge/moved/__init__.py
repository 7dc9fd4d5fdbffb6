"""What moved in a plan since a day, a report or a baseline: which state is compared, what differs, because of what."""
