# The screen or part “batches”.
