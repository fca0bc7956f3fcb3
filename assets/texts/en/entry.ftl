# The screen or part “entry”.

entry-not-read-back = You can hand this entry in, but not read it afterwards: its form is kept for cleared staff only.
entry-submit = Submit
entry-submitting = Checking everything…
entry-submitted = { $number } is handed in and waits for review.
entry-again = Ask for it again
entry-unreadable = The answers of this record cannot be read with its form.
entry-unreadable-advice = They are still stored as they were. Tell the administrator the code beside this.

entry-list-count = { $what }: { $n }
entry-errors-block =
    { $n ->
        [one] { $n } error to correct before submitting
       *[other] { $n } errors to correct before submitting
    }
entry-missing-block =
    { $n ->
        [one] { $n } required answer missing
       *[other] { $n } required answers missing
    }
entry-warnings-block =
    { $n ->
        [one] { $n } warning needs a reason
       *[other] { $n } warnings need a reason
    }
entry-why-submitted = It waits for review and can only be read.
entry-why-approved = It is approved and locked.
entry-why-exported = It has left in a batch and is locked.
entry-why-void = It is struck out and kept.
entry-why-not-own = It is somebody else’s draft: you can read it.
entry-why-role = Your role reads records and does not change them.

entry-sections = Sections
entry-answered = { $n } of { $all } answered
entry-rows = { $n } listed
entry-station-empty = not begun
entry-station-half = begun
entry-station-full = complete
entry-station-warning = complete, with a warning
entry-station-error = has an error
entry-station-here = you are here
entry-begun = Begun
entry-by = By
entry-place = Place
entry-version = Form version

entry-open-grid = Open the grid
entry-nobody = Nobody listed yet.
entry-add-to = Add to { $what }
entry-add-hint = Type a name to add a line; Enter goes on
entry-other-questions = the other questions
entry-remove-line = Remove this line
entry-removed = { $who } was removed.
entry-removed-unnamed = The line was removed.
entry-undo = Undo

entry-errors =
    { $n ->
        [one] { $n } error
       *[other] { $n } errors
    }
entry-warnings =
    { $n ->
        [one] { $n } warning
       *[other] { $n } warnings
    }
entry-need-reason =
    { $n ->
        [one] { $n } needs a reason
       *[other] { $n } need a reason
    }
entry-nothing-wrong = Nothing is wrong with these answers.
entry-nothing-wrong-yet = Nothing is wrong with the answers so far.
entry-go-to = Go to { $number }
entry-about = { $who }: { $text }
entry-kept = Kept: “{ $reason }”
entry-take-back = Take back
entry-reason-name = Why { $number } may stand
entry-reason-hint = Why it may stand, in a line

entry-duplicates =
    { $n ->
        [one] { $n } possible duplicate
       *[other] { $n } possible duplicates
    }
entry-duplicate-line = { $place } · { $when } · { $n } listed
entry-alike-name = the name is alike
entry-alike-birth = the birth date is alike
entry-alike-phone = the telephone is the same
entry-alike-place = the place is the same
entry-look-at-it = Look at it

entry-compare = Compare
entry-compare-name = Compare with { $number }
entry-compare-with = Compare with
entry-compare-shown = What is shown
entry-compare-all = All { $n }
entry-differ =
    { $n ->
        [one] { $n } differs
       *[other] { $n } differ
    }
entry-when-returned = When it was returned
entry-since-return = It was returned to you. See what you changed since.
entry-back = Back to the questions
entry-question = Question
entry-this-record = This record
entry-not-asked = not asked
entry-nothing-differs = Nothing differs.
entry-nothing-differs-how = Every answer that is given in both is the same.
entry-no-last = You have no earlier record of this form to repeat from.
entry-last-blank = Your last record has no answer here that fits.

entry-comments =
    { $n ->
        [one] { $n } comment
       *[other] { $n } comments
    }
entry-comments-settled = { $n } settled
entry-said-by = { $who }, { $when }
entry-settled = Settled
entry-answer-name = Answer the comment on { $number }
entry-answer-hint = Write an answer
entry-comment-name = Comment on { $number }
entry-comment-hint = Write a comment

entry-history =
    { $n ->
        [one] History: { $n } step
       *[other] History: { $n } steps
    }
entry-history-line = { $what }: { $who }, { $when }
entry-did-new = Begun
entry-did-edit = Edited
entry-did-fill = Filled in by a script
entry-did-import = Imported
entry-did-submit = Submitted
entry-did-void = Struck out
entry-did-comment = Commented
entry-did-answer = Comment answered
entry-did-settle = Comment settled
entry-did-return = Returned
entry-did-approve = Approved
entry-did-reopen = Reopened

entry-section-answers =
    { $changed ->
        [0] { $n } answers
       *[other] { $n } answers, { $changed } changed
    }
entry-was-blank = blank

entry-agreed = Agreed
entry-not-listed = Not in the list
entry-take-away = Take away: { $what }
entry-worked-out = worked out from other answers
entry-not-captured = kept on another device, not captured here

entry-not-integer = This is not a whole number.
entry-not-number = This is not a number.
entry-out-of-range = This is outside the range of the question.
entry-not-date = This is not a date. Type it as 3/5/1994, or “today”.
entry-not-time = This is not a time. Type it as 09:30.
entry-not-moment = This is not a date with a time. Type it as 2026-11-24T09:30.
entry-not-position = This is not a position. Type latitude and longitude in degrees: 14.0351 35.3869.
entry-not-choice = This is not in the list any more. Choose again.
entry-too-long = This is longer than can be kept.
entry-not-taken = This answer cannot be changed now.

entry-key-next = next question
entry-key-next-cell = next cell
entry-key-back = back
entry-key-same = as in the row above
entry-key-same-last = as in the last record
entry-key-lines = line
entry-key-to-question = to the question
entry-key-remove = remove, with undo
entry-key-problem = next problem
entry-key-questions = back to the questions
entry-key-comment = comment
entry-key-pane = next pane
entry-key-leave = leave, keep the draft
entry-key-leave-read = back to the records
entry-earlier-answers = Answers of an earlier version
