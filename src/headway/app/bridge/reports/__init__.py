"""What a report says by itself: the plan then and now, what moved and why, computed status, sentences."""
