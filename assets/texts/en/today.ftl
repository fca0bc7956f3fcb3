# Today: what needs the person at the keyboard.

today-waiting = { $n ->
    [0] Nothing waits for you
    [one] One thing waits for you
   *[other] { $n } things wait for you
}
today-returned = Returned to you
today-returned-when = returned { $when }
today-comments = { $n ->
    [0] No open comment
    [one] One comment waits for your answer
   *[other] { $n } comments wait for your answer
}
today-drafts = Drafts
today-drafts-count = { $n }, saved by themselves
today-progress = { $n } of { $all }
today-progress-stopped = { $n } of { $all }, stopped at { $number }
today-more = { $n ->
    [one] One more in Records
   *[other] { $n } more in Records
}
today-review = To review
today-review-entry = { $n ->
    [one] One record waits for review
   *[other] { $n } records wait for review
}
today-review-under = Longest wait first
today-oldest = oldest { $when }
today-export = Approved, not yet in a batch
today-export-entry = { $n ->
    [one] One record may be exported
   *[other] { $n } records may be exported
}
today-export-under = Choose, see the risk, seal
today-last-batch = last batch { $when }
today-no-batch = no batch yet

today-week = Your week
today-entered-today = Entered today
today-entered-week = Entered in the last 7 days
today-office = In this office
today-records = Records you may see
today-batches = Batches

today-empty = What waits for you comes here: drafts, returned records, reviews.
today-empty-enter = Nothing waits now. Begin a record; it saves itself.
today-empty-wait = Nothing waits now. Records that need you appear as soon as they are handed in.

today-key-open-number = open
today-key-move = move
today-key-open = open
today-key-find = find or do
