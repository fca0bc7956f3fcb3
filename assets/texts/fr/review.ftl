# Révision : une file, le dossier en clair, des commentaires ; renvoyer ou approuver.

review-queue = { $n ->
    [0] Rien à réviser
    [one] 1 à réviser
   *[other] { $n } à réviser
}
review-order = par attente
review-wait-now = < 1 h
review-wait-hours = { $n } h
review-wait-days = { $n } j

review-empty = Les dossiers soumis viennent ici.
review-empty-how = Rien n’attend de révision. Ce que les agents soumettent paraît ici, la plus longue attente d’abord.

review-by = par { $who }, { $when }
review-approve = Approuver
review-return = Renvoyer
review-reopen = Rouvrir…
review-own = Vous avez écrit ce dossier : un autre superviseur le révise.
review-not-allowed = Vous pouvez lire ce dossier, non en décider.
review-with-author = Il est chez son auteur.
review-approved-locked = Approuvé : verrouillé jusqu’à sa réouverture.
review-exported = Exporté : ce qui change ira dans un lot ultérieur.
review-void = Il est annulé et conservé.

review-show = Lignes montrées
review-all = Toutes { $n }
review-changed = Modifiées { $n }
review-commented = Commentées { $n }
review-warned = Alertes { $n }
review-changed-since = { $n ->
    [one] une modifiée depuis votre renvoi
   *[other] { $n } modifiées depuis votre renvoi
}
review-looked = { $n } sur { $all } regardées

review-whole = Le dossier dans son ensemble
review-answered = répondu
review-note = une note pour vous
review-open = ouvert
review-settled = Réglé
review-kept-for-good = gardé pour toujours
review-comment-whole = Commentaire sur le dossier dans son ensemble
review-warnings = { $n ->
    [one] Une alerte gardée avec un motif
   *[other] { $n } alertes gardées avec un motif
}

review-return-title = Renvoyer { $number } à { $who }
review-return-says = { $n ->
    [0] Il repart avec ce qui ne va pas : écrivez au moins un commentaire.
    [one] Il repart avec un commentaire ouvert. Vous pouvez en ajouter un.
   *[other] Il repart avec { $n } commentaires ouverts. Vous pouvez en ajouter un.
}
review-reopen-title = Rouvrir { $number }
review-reopen-yes = Rouvrir
review-reopen-says = Il est déverrouillé et retourne à son auteur. Le motif est gardé avec le dossier.
review-reopen-why = Motif

review-did-approve = { $number } est approuvé.
review-did-return = { $number } est retourné à son auteur.
review-did-reopen = { $number } est rouvert et chez son auteur.
review-open-again = L’ouvrir à nouveau

review-key-next = regarder
review-key-comment = commenter
review-key-settled = réglé
review-key-approve = approuver et suivant
review-key-return = renvoyer avec commentaires
review-key-queue = file
review-key-show = lignes
