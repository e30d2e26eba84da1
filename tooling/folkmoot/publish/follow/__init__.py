"""Ways to follow the co-op without an account: what happened as feeds, what is due as calendars, and the page that lists them."""
