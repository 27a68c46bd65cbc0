"""What every application may import; it imports nothing of ours."""
