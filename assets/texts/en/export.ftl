# The screen or part “export”.
