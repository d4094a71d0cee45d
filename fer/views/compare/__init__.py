"""The Compare page: what is shown (`state`), its controls (`rail`), and its parts."""
