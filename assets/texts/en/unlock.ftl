# The screen or part “unlock”.
