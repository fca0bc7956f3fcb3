# The screen or part “batches”.

batches-title = Batches
batches-count = { $n ->
    [0] none yet
    [one] one, none missing
   *[other] { $n }, none missing
}
batches-open = { $n ->
    [one] one still here
   *[other] { $n } still here
}
batches-one = Batch { $n }

batches-number = No.
batches-sealed = Sealed
batches-what = What
batches-rows = Rows
batches-mean-risk = Mean risk
batches-size = Size
batches-state = State
batches-state-sealed = Sealed, still here
batches-state-handed-over = Handed over

batches-hand-over = Hand over
batches-hand-over-title = Mark batch { $n } as handed over?
batches-hand-over-yes = Mark as handed over
batches-hand-over-how = { $file } was given to headquarters. The vault keeps its own copy; this mark cannot be taken back.
batches-write = Write again
batches-same = Written again it is the same, byte for byte.
batches-written = Written to { $path }.

batches-inside = What is in it
batches-form = Form
batches-destination = For
batches-sealed-by = Sealed by

batches-certificate = Risk certificate
batches-found-limit = found, limit
batches-found = { $found }, limit { $limit }
batches-smallest = Smallest class
batches-highest = Highest risk
batches-below = Too few, earlier batches joined
batches-lost = Detail lost
batches-epoch = Epoch of the treatment
batches-signers = Signed the treatment
batches-in-words = In every group of this batch at least { $k } look the same, earlier batches included. It was worked out again from the finished files before sealing.
batches-json = Certificate
batches-json-show = As JSON
batches-write-json = Write the certificate

batches-fingerprint = Fingerprint
batches-fingerprint-how = Read it out: headquarters sees the same.
batches-first = The first batch of this office.
batches-follows = Follows the batch { $previous }…

batches-empty = The batches of this office come here.
batches-empty-how = A batch is made under Export, from approved records of people who agreed.
batches-to-export = To the export

batches-key-batch = batch
batches-key-hand-over = hand over
batches-key-write = write again
batches-key-json = certificate as JSON
