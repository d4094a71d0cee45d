"""The Train page: its form (`state`, `address`, `form`), what it starts, and the runs there are."""
