# The screen or part “records”.
