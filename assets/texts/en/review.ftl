# Review: a queue, the record as text, comments; return or approve.

review-queue = { $n ->
    [0] Nothing to review
    [one] 1 to review
   *[other] { $n } to review
}
review-order = longest wait first
review-wait-now = < 1 h
review-wait-hours = { $n } h
review-wait-days = { $n } d

review-empty = Records that were handed in come here.
review-empty-how = Nothing waits for review now. What officers submit appears here, the longest wait first.

review-by = by { $who }, { $when }
review-approve = Approve
review-return = Return
review-reopen = Reopen…
review-own = You wrote this record: another supervisor reviews it.
review-not-allowed = You may read this record, not decide about it.
review-with-author = It is with its author now.
review-approved-locked = Approved: locked until it is reopened.
review-exported = Exported: what changes now goes into a later batch.
review-void = It is struck out and kept.

review-show = Lines shown
review-all = All { $n }
review-changed = Changed { $n }
review-commented = Commented { $n }
review-warned = Warned { $n }
review-changed-since = { $n ->
    [one] one changed since you returned it
   *[other] { $n } changed since you returned it
}
review-looked = { $n } of { $all } looked at

review-whole = The record as a whole
review-answered = answered
review-note = a note to you
review-open = open
review-settled = Settled
review-kept-for-good = kept for good
review-comment-whole = Comment on the record as a whole
review-warnings = { $n ->
    [one] One warning kept with a reason
   *[other] { $n } warnings kept with a reason
}

review-return-title = Return { $number } to { $who }
review-return-says = { $n ->
    [0] It goes back with what is wrong: write at least one comment.
    [one] It goes back with one open comment. You may add another.
   *[other] It goes back with { $n } open comments. You may add another.
}
review-reopen-title = Reopen { $number }
review-reopen-yes = Reopen
review-reopen-says = It is unlocked and goes back to its author. The reason is kept with the record.
review-reopen-why = Why

review-did-approve = { $number } is approved.
review-did-return = { $number } went back to its author.
review-did-reopen = { $number } is open again and with its author.
review-open-again = Open it again

review-key-next = look at
review-key-comment = comment
review-key-settled = settled
review-key-approve = approve and next
review-key-return = return with comments
review-key-queue = queue
review-key-show = lines
