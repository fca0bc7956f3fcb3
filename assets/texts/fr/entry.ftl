# L’écran ou la partie « entry ».

entry-not-read-back = Vous pouvez transmettre cette saisie, mais pas la relire ensuite : ce formulaire est réservé aux personnes habilitées.
entry-submit = Transmettre
entry-submitting = Contrôle en cours…
entry-submitted = { $number } est transmis et attend la revue.
entry-again = Le demander à nouveau
entry-unreadable = Les réponses de ce dossier ne peuvent pas être lues avec son formulaire.
entry-unreadable-advice = Elles restent enregistrées telles quelles. Donnez à l’administrateur le code ci-contre.

entry-list-count = { $what } : { $n }
entry-errors-block =
    { $n ->
        [one] { $n } erreur à corriger avant de transmettre
       *[other] { $n } erreurs à corriger avant de transmettre
    }
entry-missing-block =
    { $n ->
        [one] { $n } réponse obligatoire manque
       *[other] { $n } réponses obligatoires manquent
    }
entry-warnings-block =
    { $n ->
        [one] { $n } avertissement demande une raison
       *[other] { $n } avertissements demandent une raison
    }
entry-why-submitted = Il attend la revue et se lit seulement.
entry-why-approved = Il est approuvé et verrouillé.
entry-why-exported = Il est parti dans un envoi et reste verrouillé.
entry-why-void = Il est annulé et conservé.
entry-why-not-own = C’est le brouillon de quelqu’un d’autre : vous pouvez le lire.
entry-why-role = Votre rôle lit les dossiers sans les modifier.

entry-sections = Sections
entry-answered = { $n } réponses sur { $all }
entry-rows = { $n } inscrits
entry-station-empty = non commencée
entry-station-half = commencée
entry-station-full = complète
entry-station-warning = complète, avec un avertissement
entry-station-error = contient une erreur
entry-station-here = vous êtes ici
entry-begun = Commencé
entry-by = Par
entry-place = Lieu
entry-version = Version du formulaire

entry-open-grid = Ouvrir la grille
entry-nobody = Personne n’est encore inscrit.
entry-add-to = Ajouter à { $what }
entry-add-hint = Tapez un nom pour ajouter une ligne ; Entrée continue
entry-other-questions = les autres questions
entry-remove-line = Retirer cette ligne
entry-removed = { $who } a été retiré.
entry-removed-unnamed = La ligne a été retirée.
entry-undo = Annuler

entry-errors =
    { $n ->
        [one] { $n } erreur
       *[other] { $n } erreurs
    }
entry-warnings =
    { $n ->
        [one] { $n } avertissement
       *[other] { $n } avertissements
    }
entry-need-reason =
    { $n ->
        [one] { $n } demande une raison
       *[other] { $n } demandent une raison
    }
entry-nothing-wrong = Aucun problème dans ces réponses.
entry-nothing-wrong-yet = Aucun problème dans les réponses jusqu’ici.
entry-go-to = Aller à { $number }
entry-about = { $who } : { $text }
entry-kept = Maintenu : « { $reason } »
entry-take-back = Revenir
entry-reason-name = Pourquoi { $number } peut rester
entry-reason-hint = Pourquoi cela peut rester, en une ligne

entry-duplicates =
    { $n ->
        [one] { $n } doublon possible
       *[other] { $n } doublons possibles
    }
entry-duplicate-line = { $place } · { $when } · { $n } inscrits
entry-alike-name = le nom est semblable
entry-alike-birth = la date de naissance est semblable
entry-alike-phone = le téléphone est le même
entry-alike-place = le lieu est le même
entry-look-at-it = Le regarder

entry-compare = Comparer
entry-compare-name = Comparer avec { $number }
entry-compare-with = Comparer avec
entry-compare-shown = Ce qui est montré
entry-compare-all = Toutes : { $n }
entry-differ =
    { $n ->
        [one] { $n } diffère
       *[other] { $n } diffèrent
    }
entry-when-returned = Lors du renvoi
entry-since-return = Le dossier vous a été renvoyé. Voyez ce que vous avez changé depuis.
entry-back = Retour aux questions
entry-question = Question
entry-this-record = Ce dossier
entry-not-asked = non demandée
entry-nothing-differs = Rien ne diffère.
entry-nothing-differs-how = Toutes les réponses données des deux côtés sont les mêmes.
entry-no-last = Vous n’avez pas de dossier antérieur de ce formulaire dont reprendre la réponse.
entry-last-blank = Votre dernier dossier n’a pas ici de réponse qui convienne.

entry-comments =
    { $n ->
        [one] { $n } commentaire
       *[other] { $n } commentaires
    }
entry-comments-settled = { $n } réglés
entry-said-by = { $who }, { $when }
entry-settled = Réglé
entry-answer-name = Répondre au commentaire sur { $number }
entry-answer-hint = Écrire une réponse
entry-comment-name = Commenter { $number }
entry-comment-hint = Écrire un commentaire

entry-history =
    { $n ->
        [one] Historique : { $n } étape
       *[other] Historique : { $n } étapes
    }
entry-history-line = { $what } : { $who }, { $when }
entry-did-new = Commencé
entry-did-edit = Modifié
entry-did-fill = Rempli par un script
entry-did-import = Importé
entry-did-submit = Transmis
entry-did-void = Annulé
entry-did-comment = Commenté
entry-did-answer = Réponse à un commentaire
entry-did-settle = Commentaire réglé
entry-did-return = Renvoyé
entry-did-approve = Approuvé
entry-did-reopen = Rouvert

entry-section-answers =
    { $changed ->
        [0] { $n } réponses
       *[other] { $n } réponses, { $changed } modifiées
    }
entry-was-blank = vide

entry-agreed = Accepté
entry-not-listed = Pas dans la liste
entry-take-away = Retirer : { $what }
entry-worked-out = calculé à partir d’autres réponses
entry-not-captured = gardé sur un autre appareil, non saisi ici

entry-not-integer = Ce n’est pas un nombre entier.
entry-not-number = Ce n’est pas un nombre.
entry-out-of-range = C’est hors des limites de la question.
entry-not-date = Ce n’est pas une date. Tapez-la ainsi : 3/5/1994, ou « auj ».
entry-not-time = Ce n’est pas une heure. Tapez-la ainsi : 09:30.
entry-not-moment = Ce n’est pas une date avec une heure. Tapez ainsi : 2026-11-24T09:30.
entry-not-position = Ce n’est pas une position. Tapez latitude et longitude en degrés : 14.0351 35.3869.
entry-not-choice = Ce n’est plus dans la liste. Choisissez à nouveau.
entry-too-long = C’est plus long que ce qui peut être gardé.
entry-not-taken = Cette réponse ne peut pas être modifiée maintenant.

entry-key-next = question suivante
entry-key-next-cell = cellule suivante
entry-key-back = retour
entry-key-same = comme la ligne au-dessus
entry-key-same-last = comme le dernier dossier
entry-key-lines = ligne
entry-key-to-question = à la question
entry-key-remove = retirer, annulable
entry-key-problem = problème suivant
entry-key-questions = retour aux questions
entry-key-comment = commentaire
entry-key-pane = volet suivant
entry-key-leave = quitter, garder le brouillon
entry-key-leave-read = retour aux dossiers
entry-earlier-answers = Réponses d’une version antérieure
