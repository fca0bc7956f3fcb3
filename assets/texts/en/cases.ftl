# Cases: the forms of one case in their order, and what is due.

case-title = Case { $number }
case-open-next = next form
case-open-form = Open “{ $form }”
case-due = Due
case-due-on = { $what }, { $when }
case-after-why = “{ $form }” must be handed in first.
case-otherwise-why = “{ $form }” was handed in, but what it says does not let the case go on.
case-over-why = The case is closed: nothing more is opened in it.
case-never-why = Your roles or clearance do not let you enter this form.

due-return-appointment = Next appointment with the applicants
due-return-deadline = Deadline to leave voluntarily
due-return-fitness = Fitness check, at most three days before the departure
due-return-departure = Planned departure
due-return-arrival = Arrival and reception to be recorded
due-return-plan = Reintegration plan to be made
due-return-item = Assistance planned for this day
due-return-m3 = Interview three months after arrival
due-return-m6 = Interview six months after arrival
due-return-m12 = Interview twelve months after arrival
due-return-m18 = Interview eighteen months after arrival
due-return-review = Review of whether the case is still kept
due-counselling-session = Next counselling session
due-resettlement-medical = Medical clearance ends
due-resettlement-departure = Planned departure
due-assistance-end = Assistance planned until this day
due-review = Review of whether personal data are still kept
due-health-validity = Assessment is valid until
due-informants = Names of informants to be reviewed
due-site-closing = Site expected to close
due-verification = Verification by a second reader
due-validation = Validation by the government
due-workshop-report = Report of the workshop
