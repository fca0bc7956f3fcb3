# err-* says what happened, fix-* what the person can do.
