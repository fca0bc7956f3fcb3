# L'écran ou la partie « batches ».

batches-title = Lots
batches-count = { $n ->
    [0] aucun encore
    [one] un, aucun ne manque
   *[other] { $n }, aucun ne manque
}
batches-open = { $n ->
    [one] un encore ici
   *[other] { $n } encore ici
}
batches-one = Lot { $n }

batches-number = N°
batches-sealed = Scellé
batches-what = Contenu
batches-rows = Lignes
batches-mean-risk = Risque moyen
batches-size = Taille
batches-state = État
batches-state-sealed = Scellé, encore ici
batches-state-handed-over = Remis

batches-hand-over = Remettre
batches-hand-over-title = Marquer le lot { $n } comme remis ?
batches-hand-over-yes = Marquer comme remis
batches-hand-over-how = { $file } a été remis au siège. Le coffre garde sa propre copie ; cette marque ne s’enlève pas.
batches-write = Écrire à nouveau
batches-same = Écrit à nouveau, il est identique à l’octet près.
batches-written = Écrit dans { $path }.

batches-inside = Ce qu’il contient
batches-form = Formulaire
batches-destination = Pour
batches-sealed-by = Scellé par

batches-certificate = Certificat de risque
batches-found-limit = trouvé, limite
batches-found = { $found }, limite { $limit }
batches-smallest = Plus petite classe
batches-highest = Risque le plus haut
batches-below = Trop peu, lots précédents compris
batches-lost = Détail perdu
batches-epoch = Époque du traitement
batches-signers = Ont signé le traitement
batches-in-words = Dans chaque groupe de ce lot, au moins { $k } se ressemblent, lots précédents compris. Cela a été recalculé à partir des fichiers finis avant le scellement.
batches-json = Certificat
batches-json-show = En JSON
batches-write-json = Écrire le certificat

batches-fingerprint = Empreinte
batches-fingerprint-how = Lisez-la à voix haute : le siège voit la même.
batches-first = Le premier lot de ce bureau.
batches-follows = Suit le lot { $previous }…

batches-empty = Les lots de ce bureau viennent ici.
batches-empty-how = Un lot se fait sous Export, à partir des dossiers approuvés de personnes qui ont donné leur accord.
batches-to-export = Vers l’export

batches-key-batch = lot
batches-key-hand-over = remettre
batches-key-write = écrire à nouveau
batches-key-json = certificat en JSON
