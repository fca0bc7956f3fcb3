# Aujourd’hui : ce qui attend la personne au clavier.

today-waiting = { $n ->
    [0] Rien ne vous attend
    [one] Une chose vous attend
   *[other] { $n } choses vous attendent
}
today-returned = Renvoyés à vous
today-returned-when = renvoyé { $when }
today-comments = { $n ->
    [0] Aucun commentaire ouvert
    [one] Un commentaire attend votre réponse
   *[other] { $n } commentaires attendent votre réponse
}
today-drafts = Brouillons
today-drafts-count = { $n }, enregistrés d’eux-mêmes
today-progress = { $n } sur { $all }
today-progress-stopped = { $n } sur { $all }, arrêt à { $number }
today-more = { $n ->
    [one] Encore un dans Dossiers
   *[other] Encore { $n } dans Dossiers
}
today-review = À réviser
today-review-entry = { $n ->
    [one] Un dossier attend sa révision
   *[other] { $n } dossiers attendent leur révision
}
today-review-under = L’attente la plus longue d’abord
today-oldest = le plus ancien { $when }
today-export = Approuvés, pas encore dans un lot
today-export-entry = { $n ->
    [one] Un dossier peut être exporté
   *[other] { $n } dossiers peuvent être exportés
}
today-export-under = Choisir, voir le risque, sceller
today-last-batch = dernier lot { $when }
today-no-batch = encore aucun lot

today-week = Votre semaine
today-entered-today = Saisis aujourd’hui
today-entered-week = Saisis ces 7 derniers jours
today-office = Dans ce bureau
today-records = Dossiers que vous pouvez voir
today-batches = Lots

today-empty = Ce qui vous attend vient ici : brouillons, dossiers renvoyés, révisions.
today-empty-enter = Rien n’attend pour l’instant. Commencez un dossier ; il s’enregistre de lui-même.
today-empty-wait = Rien n’attend pour l’instant. Les dossiers qui ont besoin de vous paraissent dès leur dépôt.

today-key-open-number = ouvrir
today-key-move = se déplacer
today-key-open = ouvrir
today-key-find = chercher ou faire
