# L’écran « importation de dossiers ».

import-title = Importation de dossiers
import-subject = { $form }, { $rows } lignes
import-columns = Colonnes
import-first-rows = Premières lignes
import-refused = Lignes refusées
import-done = Importations faites
import-key-next = partie suivante
import-key-read = lire le fichier
import-key-import = importer les lignes
import-key-assign = à quoi elle répond
import-key-undo = annuler
import-key-stop = arrêter
import-file = Fichier
import-how = Chaque ligne d’un tableau devient un dossier, soumis en votre nom. Rien n’entre avant que vous ayez vu quelle colonne répond à quelle question.
import-form = Formulaire
import-path = Tableau
import-path-hint = Un fichier CSV en UTF-8, ou la première feuille d’un classeur Excel, avec les noms des colonnes à la première ligne.
import-read = Le lire
import-do = Importer les lignes
import-standing = { $mapped } colonnes sur { $columns } répondent à une question ; les autres restent dehors.
import-without = Aucune colonne ne répond à ces questions, qui peuvent être obligatoires : { $questions } { $more ->
    [0] {""}
   *[other] et { $more } autres.
}
import-column = Colonne
import-examples = Exemples
import-question = Question
import-question-hint = Tapez une partie d’une question. Videz-la et la colonne reste dehors.
import-read-as = Lu comme
import-stays-out = reste dehors
import-unknown-values = { $n ->
    [one] une valeur inconnue
   *[other] { $n } valeurs inconnues
}
import-as-codes = codes de la liste
import-as-numbers = nombres
import-as-words = mots
import-n-values = { $n ->
    [one] une valeur
   *[other] { $n } valeurs différentes
}
import-dates = Les dates s’écrivent comme
import-values = Ce que signifient les valeurs
import-values-how = Chaque valeur de la colonne, la plus fréquente d’abord, et la réponse qu’elle représente.
import-value-unknown = Aucune réponse n’est connue pour elle ; ses lignes seraient refusées.
import-blank = Cellules qui signifient « pas de réponse »
import-blank-hint = Séparées par des points-virgules : NA; -
import-not-tried = Rien n’a encore été essayé : lisez un fichier et dites quelles colonnes répondent à quelles questions.
import-would = { $read } lignes : { $imported } entreraient, { $refused } seraient refusées.
import-outcome = { $read } lignes lues, { $imported } dossiers entrés, { $refused } lignes refusées.
import-refused-how = Cette liste n’est gardée nulle part : corrigez les lignes dans le fichier et importez-le de nouveau. Ce que le bureau a déjà n’entre pas deux fois là où le formulaire a son propre numéro.
import-reason = Pourquoi des réponses peu probables peuvent rester
import-reason-hint = Gardé avec chaque réponse qu’une règle souple met en doute.
import-verdict = En l’état
import-row = Ligne { $row }
import-row-fine = entre
import-row-refused = { $n ->
    [one] refusée : une raison
   *[other] refusée : { $n } raisons
}
import-row-doubts = { $n ->
    [one] entre, un doute
   *[other] entre, { $n } doutes
}
import-undo-how = Une importation peut être annulée en entier tant qu’aucun de ses dossiers n’a été approuvé : ils deviennent nuls et restent lisibles comme tels.
import-undo = Annuler { $records } dossiers
import-was-undone = L’importation a été annulée : { $records } dossiers sont nuls.
import-none = Rien n’a encore été importé.
import-number = N°
import-n-read = Lues
import-n-imported = Entrées
import-n-refused = Refusées
import-state = État
import-undone = annulée { $when }
import-stands = reste
