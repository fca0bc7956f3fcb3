# Mots communs à plusieurs écrans.

common-count-of = { $n } sur { $all }
common-cancel = Annuler
common-choose-file = Choisir un fichier

month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre

month-short-january = janv.
month-short-february = févr.
month-short-march = mars
month-short-april = avr.
month-short-may = mai
month-short-june = juin
month-short-july = juil.
month-short-august = août
month-short-september = sept.
month-short-october = oct.
month-short-november = nov.
month-short-december = déc.

weekday-monday = lundi
weekday-tuesday = mardi
weekday-wednesday = mercredi
weekday-thursday = jeudi
weekday-friday = vendredi
weekday-saturday = samedi
weekday-sunday = dimanche
weekday-short-monday = lu
weekday-short-tuesday = ma
weekday-short-wednesday = me
weekday-short-thursday = je
weekday-short-friday = ve
weekday-short-saturday = sa
weekday-short-sunday = di

common-nothing-found = Rien ne convient dans la liste.

date-today-words = aujourd’hui auj a
date-calendar = Calendrier
date-month-before = Mois précédent
date-month-after = Mois suivant
date-year-before = Année précédente
date-year-after = Année suivante
date-years-before = Années précédentes
date-years-after = Années suivantes
date-only = Seulement { $what }

state-draft = Brouillon
state-submitted = Soumis
state-submitted-again = Soumis à nouveau
state-returned = Renvoyé
state-approved = Approuvé
state-exported = Exporté
state-void = Annulé
