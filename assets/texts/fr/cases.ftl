# Dossiers : les formulaires d’un dossier dans leur ordre, et ce qui est à faire.

case-title = Dossier { $number }
case-open-next = formulaire suivant
case-open-form = Ouvrir « { $form } »
case-due = À faire
case-due-on = { $what }, { $when }
case-after-why = « { $form } » doit d’abord être remis.
case-otherwise-why = « { $form } » a été remis, mais ce qu’il dit ne permet pas de poursuivre le dossier.
case-over-why = Le dossier est clos : plus rien ne s’y ouvre.
case-never-why = Vos rôles ou vos accès ne vous permettent pas de saisir ce formulaire.

due-return-appointment = Prochain rendez-vous avec les demandeurs
due-return-deadline = Délai de départ volontaire
due-return-fitness = Contrôle de l’aptitude, trois jours au plus avant le départ
due-return-departure = Départ prévu
due-return-arrival = Arrivée et accueil à enregistrer
due-return-plan = Plan de réintégration à établir
due-return-item = Aide prévue pour ce jour
due-return-m3 = Entretien trois mois après l’arrivée
due-return-m6 = Entretien six mois après l’arrivée
due-return-m12 = Entretien douze mois après l’arrivée
due-return-m18 = Entretien dix-huit mois après l’arrivée
due-return-review = Examen : le dossier est-il encore à conserver ?
due-counselling-session = Prochaine séance d’accompagnement
due-resettlement-medical = Fin de validité de l’aptitude médicale
due-resettlement-departure = Départ prévu
due-assistance-end = Aide prévue jusqu’à ce jour
due-review = Examen : les données personnelles sont-elles encore à conserver ?
due-health-validity = Fin de validité de l’examen
due-informants = Noms des informateurs à examiner
due-site-closing = Fermeture prévue du site
due-verification = Vérification par une deuxième personne
due-validation = Validation par le gouvernement
due-workshop-report = Rapport de l’atelier
