"""Parts of pages that are too long to stand in them: widgets and words, no computation."""
