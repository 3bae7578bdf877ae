"""What the promotion module shows to others, asks of its stores, and lets faces read."""
