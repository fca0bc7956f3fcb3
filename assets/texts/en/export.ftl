# The screen or part “export”.

export-title = Export
export-headquarters = headquarters
export-subject = { $form } to { $destination }
export-choose = Choose
export-form = Form
export-destination = Destination
export-until = Approved until
export-treatment = Treatment

export-verdict-safe = safe to seal
export-verdict-freeze = safe to seal with a second person
export-verdict-none-new = nothing new to send
export-verdict-waits = everybody waits
export-verdict-nothing = nothing can leave
export-verdict-sealed = batch { $n } is sealed

export-scheme-none = None is frozen yet. The one that loses least is shown; sealing freezes it, and a second person signs.
export-scheme-frozen = Frozen in epoch { $epoch }, { $day }, signed by { $people }.

unit-household = { $n ->
    [one] { $n } household
   *[other] { $n } households
}
unit-person = { $n ->
    [one] { $n } person
   *[other] { $n } persons
}
unit-case = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}

export-count-approved = Approved, not yet sent
export-count-no-consent = no consent to this use
export-count-withdrawn = consent withdrawn
export-count-unfit = answer without a group
export-count-other-version = other version of the form
export-count-checked = Checked
export-count-held = held back
export-count-leave = Leave now

export-check-joined = joined with { $n ->
    [0] no earlier batch
    [one] { $n } earlier batch
   *[other] { $n } earlier batches
}: nobody below { $k }
export-check-deny = no free text, no position, nothing that the form does not let go
export-check-second = a second person signs the treatment

export-risk = Risk
export-risk-of = of { $what }
export-entered = As entered
export-leaves = Leaves
export-limit = Limit
export-risk-alone = Alone in a class
export-risk-below = In classes under { $k }
export-risk-smallest = Smallest class
export-risk-highest = Highest risk
export-risk-mean = Mean risk
export-risk-held = Held back
export-risk-lost = Detail lost
export-risk-how = A class is everybody who looks the same. Risk is one in so many who look the same.

export-coarser = What was made coarser
export-coarser-example = one example
export-field = Field
export-leaves-as = Leaves as
export-lost = Lost
export-as-it-is = as it is
export-left-out = left out
export-as-they-are = { $n ->
    [one] { $n } more answer leaves as it is.
   *[other] { $n } more answers leave as they are.
}
export-never = { $n ->
    [one] { $n } question never leaves: name, telephone, card, notes.
   *[other] { $n } questions never leave: names, telephones, cards, notes and the like.
}

export-frozen = Frozen treatment
export-frozen-epoch = Epoch
export-frozen-since = Since
export-frozen-by = Signed by
export-frozen-why = Every batch of this form is made coarser in the same way, so that two batches laid side by side single nobody out. No other treatment is looked for until the next epoch.

export-sizes = Class sizes
export-sizes-legend = grey as entered, petrol leaves
export-sizes-axis = so many look the same
export-limit-k = limit: { $k }
export-cloud = Mean risk, detail lost
export-cloud-legend = full: keeps the limits, ringed: chosen
export-limit-mean = limit: { $limit }

export-held-title = { $n } held back
export-held-next = wait for the next batch
held-not-approved = not approved yet
held-no-consent = no consent to this use
held-withdrawn = consent withdrawn
held-later = approved later
held-released = sent before
held-waiting = too few look the same
held-correction = correction of one that was sent
held-unfit = answer without a group
held-other-version = other version of the form
held-void = struck out

export-recognised = Who could be recognised
export-as-entered = as entered
export-more-classes = { $n ->
    [one] { $n } more class
   *[other] { $n } more classes
}
export-revealing = What gives them away
export-warning-tainted = “{ $question }” is worked out from an answer that must not leave. It stays here as well.

export-preview = Exactly what leaves
export-preview-count = first { $n } of { $all } rows, { $columns } columns, codes in words; the second line holds the HXL tags

export-seal = Seal { $what }
export-seal-title = Seal { $what }?
export-seal-yes = Seal
export-seal-how = They are signed and encrypted for { $destination }, and count as exported from then on. This cannot be undone.
export-seal-waits = { $n ->
    [one] One waits for a later batch.
   *[other] { $n } wait for a later batch.
}
export-second-how = The treatment is frozen with this batch. A second person confirms it with their own login and passphrase, at this keyboard.
export-second-login = Login of the second person
export-second-passphrase = Passphrase of the second person

export-sealed-title = Batch { $n } is sealed
export-sealed-rows = Rows
export-sealed-waiting = Held back, waiting
export-sealed-file = File
export-sealed-size = Size
export-sealed-kept = The file is kept in the vault. It can be written again at any time, the same byte for byte.
export-write-where = Write it to
export-write-hint = A folder, or a file that does not exist yet.
export-write = Write the file
export-write-later = Later, from Batches
export-written = Written to { $path }. Give it to headquarters, then mark it as handed over.
export-to-batches = To the batches
export-again = Another batch

export-no-form = No form of this office lets anything leave.
export-no-form-how = A form says for each question how private it is and what becomes of it. An administrator adds such a form under Office.
export-nothing-left = Nothing leaves before you seal
export-sealed-fact = Sealed, not written yet
export-written-fact = The sealed file is written

export-key-pane = next pane
export-key-seal = seal
export-key-stop = stop

job-starting = Starting
job-nothing-yet = Nothing is written meanwhile
job-reading = Reading approved records
job-searching = Looking for the treatment that loses least
job-grouping = Grouping those who look the same
job-sealing = Proving the certificate, signing, encrypting
