"""The one exception a user can cause."""


class FerError(Exception):
    """A mistake the user can mend; its message is one sentence that says what to do.

    The command line prints it as one line and exits with status 1, a page shows it in place.
    Every other exception is a defect and may crash loudly.
    """
