# err-* dit ce qui s'est passé, fix-* ce qu'on peut faire.

err-locked = Le bureau est verrouillé.
fix-locked = Déverrouillez-le et réessayez.
err-not-allowed = Vos rôles ne le permettent pas.
fix-not-allowed = Demandez à l'administrateur de votre bureau qui peut le faire.
err-not-cleared = Vous n'êtes pas habilité pour cette partie du bureau.
fix-not-cleared = Demandez à une personne habilitée de le faire, ou de vous faire habiliter.
err-own-record = Personne n'approuve sa propre fiche. Elle est inchangée.
fix-own-record = Demandez à un autre superviseur de la revoir.
err-not-own = Cette fiche appartient à quelqu'un d'autre. Elle est inchangée.
fix-not-own = Demandez à son auteur, ou à un superviseur.
err-wrong-state = Ce n'est pas possible pour une fiche { $state ->
    [draft] en brouillon
    [returned] renvoyée
    [submitted] soumise
    [approved] approuvée
    [exported] exportée
   *[void] annulée
}. Elle est inchangée.
fix-open-again = Rouvrez-la et regardez où elle en est.

err-unknown-record = Il n'y a pas de telle fiche que vous puissiez voir.
err-unknown-comment = Ce commentaire n'existe pas.
err-unknown-form = Ce formulaire n'existe pas dans ce bureau.
err-unknown-question = Le formulaire n'a pas cette question.
err-unknown-person = Cette personne n'existe pas dans ce bureau.
err-unknown-batch = Ce lot n'existe pas.
err-unknown-destination = Le profil du siège ne connaît pas cette destination.
err-unknown-import = Il n'y a pas d'import avec ce numéro.
err-unknown-scheme = Aucun schéma de diffusion n'est encore figé pour ce formulaire.
err-missing-reason = Il manque un motif écrit.
err-missing-comment = Il manque un commentaire qui dise ce qui ne va pas.
err-missing-login = Il manque un identifiant.
err-missing-role = Il manque un rôle.
err-missing-second-person = Une deuxième personne doit signer.
err-missing-headquarters = Ce bureau ne connaît pas encore son siège.
fix-missing = Ajoutez-le et réessayez.

err-busy = Le programme travaille encore à ce que vous avez demandé.
err-no-thread = L'ordinateur n'a pas la place de commencer ce travail.
fix-try-again = Attendez un instant et réessayez. Rien n'est perdu.
err-cancelled = Arrêté. Rien n'a changé.
err-bug = Le programme a commis une erreur. Vos données sont comme avant. Numéro de rapport { $report }.
fix-bug = Réessayez ; si cela se répète, donnez ce numéro à l'assistance.

err-wrong-passphrase = L'identifiant et la phrase secrète n'ouvrent pas ce bureau.
fix-wrong-passphrase = Vérifiez la disposition du clavier et le verrouillage des majuscules, et ressaisissez-les.
err-wait = Trop de tentatives ont échoué. { $seconds ->
    [one] Une seconde doit
   *[other] { $seconds } secondes doivent
} passer avant la suivante.
fix-wait = Attendez, vérifiez la disposition du clavier et la touche Verr. Maj, puis réessayez.
err-passphrase-weak = Cette phrase secrète n'est pas assez forte.
fix-passphrase-weak = Prenez cinq ou six mots sans rapport entre eux, au moins 15 caractères.
err-wrong-recovery = Ce n'est pas la clé de secours de ce bureau, ou elle est mal saisie.
fix-wrong-recovery = Ressaisissez-la d'après le papier, caractère par caractère.
err-not-a-vault = Il n'y a pas de bureau dans ce dossier.
fix-not-a-vault = Choisissez un autre dossier, ou créez un bureau.
err-folder-not-empty = Ce dossier n'est pas vide. Rien n'a été écrit.
fix-folder-not-empty = Choisissez un dossier vide ou nouveau.
err-in-use = Ce bureau est ouvert dans une autre fenêtre ou par une autre personne sur cet ordinateur.
fix-in-use = Fermez-le là-bas, puis déverrouillez-le ici.
err-header-damaged = Le fichier de clés du bureau est endommagé. Les fiches sont intactes.
err-damaged = Un fichier du bureau est endommagé.
fix-restore = N'effacez rien. Restaurez la dernière sauvegarde, ou demandez à l'assistance.
err-too-new = Cela vient d'une version plus récente de Waypost. Rien n'a été touché.
fix-too-new = Installez la version plus récente.
err-stale = Quelqu'un a modifié cette fiche après que vous l'avez ouverte. Votre modification n'est pas enregistrée.
fix-stale = Rouvrez-la, regardez ce qui a changé, et recommencez.
err-not-found = Ce n'est plus là, ou vous ne pouvez pas le voir.
err-login-taken = Cet identifiant existe déjà.
fix-login-taken = Choisissez un autre identifiant.
err-conflict = Cela contredit ce qui est enregistré. Rien n'a changé.
fix-conflict = Vérifiez les codes et les versions, et réessayez.
err-disk-full = Le disque est plein. Ce qui était enregistré est en sûreté ; ceci ne l'est pas.
fix-disk-full = Libérez de l'espace, puis réessayez. Vous pouvez continuer à lire.
err-read-only = On ne peut pas écrire dans ce dossier.
fix-read-only = Demandez à qui s'occupe de cet ordinateur de vous y autoriser.
err-no-memory = Il n'y a pas assez de mémoire pour déverrouiller.
fix-no-memory = Fermez d'autres programmes et réessayez.
err-unavailable = Le disque ne répond pas.
fix-unavailable = Vérifiez qu'il est branché, puis réessayez.

err-form-refused = Ce formulaire ne fonctionnerait pas. Il n'est pas ajouté.
fix-form-refused = Corrigez les lignes indiquées et ajoutez-le de nouveau.
err-form-exists = Cette version du formulaire est déjà dans le bureau, avec un autre contenu.
fix-form-exists = Donnez au formulaire une nouvelle version dans sa feuille de réglages.
err-not-a-form = Ce fichier n'est pas un formulaire que Waypost sache lire.
fix-not-a-form = Donnez un classeur .xlsx, ou un dossier avec survey.csv, choices.csv et settings.csv.
err-answers = Le fichier des réponses n'est pas du JSON. Rien n'a changé.
fix-answers-json = Il contient un objet, le nom de chaque question devant sa réponse : cherchez un guillemet, une virgule ou une parenthèse manquante.
fix-answers = Comparez les noms et les types de réponses avec les questions du formulaire.
err-instance = Les réponses enregistrées de cette fiche ne se lisent pas.
err-not-a-table = Ce fichier ne se lit pas comme un tableau.
fix-not-a-table = Donnez un fichier CSV en UTF-8 avec une ligne d'en-tête, ou un classeur .xlsx.
err-not-a-map = Le fichier de correspondance n'est pas comme le manuel le décrit.
fix-not-a-map = Il relie chaque question à une colonne : { "{" }"question": { "{" }"column": "Nom"{ "}" }{ "}" }.
err-same-person = La deuxième personne doit être quelqu'un d'autre.
fix-same-person = Laissez une autre personne saisir son identifiant et sa phrase secrète.
err-last-administrator = C'est le dernier administrateur. Plus personne ne pourrait gérer le bureau.
fix-last-administrator = Ajoutez d'abord un autre administrateur.
err-settings = Ce réglage sort de ce qui est permis.
fix-settings = Choisissez une valeur de la liste.
err-code = Un code de bureau a de 2 à 8 lettres majuscules et chiffres.
fix-code = Demandez au siège le code de votre bureau.
err-file = Le fichier ne peut pas être lu ou écrit.
fix-file = Vérifiez le nom et le dossier, et réessayez.

import-required = Une réponse est obligatoire ici.
import-constraint = La réponse enfreint la règle de cette question.
import-type = Ce n'est pas le type de réponse que prend la question.
import-warning = La réponse semble fausse ; il faut un motif pour la garder.
import-check = { $rule } n'est pas respecté.
import-ragged = La ligne n'a pas autant de cellules que l'en-tête.
import-place-code = Il manque un code.
import-place-parent = Il n'y a pas de lieu avec le code du parent.
import-place-level = Le niveau n'est pas un nombre de 0 à 9.
import-place-twice = La liste a déjà ce code à une ligne précédente.
import-place-above = Le lieu n'est pas sous celui où il est dit se trouver : son niveau n'est pas plus profond.
import-place-ring = Le lieu où il se trouve a été refusé, ou se trouve lui-même dans celui-ci.
import-place-edge = Sud, ouest, nord et est doivent être des degrés, tous les quatre ou aucun, le sud sous le nord.

check-duplicate = Une autre fiche concerne peut-être les mêmes personnes.
check-incident-known = Ce numéro d'incident est déjà utilisé.
check-incident-near = Un incident semblable se trouve à moins de trois jours et de 50 km.
check-card-known = Ce numéro de carte figure dans une autre fiche.
batch-finding-signature = Le lot a été modifié, tronqué ou signé avec une autre clé. Demandez au bureau de l'écrire à nouveau.
batch-finding-chain = Ce lot ne suit pas le lot que vous avez indiqué. Cherchez s'il en manque un, ou si un lot est arrivé deux fois.
finding-audit = Le journal d'audit ne se vérifie plus à partir de cette ligne. Restaurez une sauvegarde, ou prévenez le siège.
finding-record = Cette fiche n'est pas telle que sa dernière ligne d'audit l'a laissée. Restaurez une sauvegarde, ou prévenez le siège.
finding-pages = Une page du fichier est endommagée. Restaurez une sauvegarde.
finding-space = Il reste peu de place sur le disque. Libérez-en avant le prochain lot ou la prochaine sauvegarde.

err-unknown-answers = Le formulaire n'a pas cette question : { $questions }. Rien n'a changé.
err-wrong-answers = Ces réponses ne vont pas avec le formulaire : { $questions }. Rien n'a changé.
err-no-column = Le tableau n'a pas de colonne « { $column } ». Rien n'est importé.
err-no-question = Le formulaire n'a pas de question « { $question } » hors de ses répétitions. Rien n'est importé.
fix-no-column = Corrigez le fichier de correspondance, ou la ligne d'en-tête du tableau.
err-other-fingerprint = Les mots saisis ne sont pas ceux de ce profil. Il n'est pas accepté.
fix-other-fingerprint = Comparez-les encore une fois avec la lettre du siège. S'ils diffèrent, demandez au siège par une autre voie.
err-other-office = Ce profil est pour un autre bureau.
fix-other-office = Demandez au siège le profil de votre bureau.
err-batch-malformed = Ce fichier n'a pas la forme d'un lot.
err-batch-too-large = Ce fichier contient plus qu'un lot ne peut contenir.
err-batch-not-authentic = Ce n'est pas ce que le bureau a signé : modifié, coupé, ou signé avec une autre clé. Rien n'est ouvert.
err-batch-not-for-key = Ce lot n'est pas scellé pour cette clé. Rien n'est ouvert.
err-batch-disagrees = Un fichier du lot n'est pas ce que dit son manifeste. Ne l'utilisez pas.
fix-batch-again = Demandez au bureau d'écrire le lot de nouveau.
fix-batch-key = Vérifiez quelle clé vous avez reçue, et que le texte est entier.
err-not-a-key = Ce texte n'est pas une clé.
err-batch-unfit = Le lot n'a pas pu être composé. Rien n'est scellé.
err-certificate = Ce que dit le certificat n'a pas pu être prouvé à partir des fichiers finis. Rien n'est scellé.
fix-support = Donnez à l'assistance le code de ce message.
err-crypto = L'ordinateur n'a pas donné de hasard ou de mémoire pour chiffrer.

notice-header-copy = Le fichier de clés du bureau était endommagé ; sa copie a servi. Faites une sauvegarde, et prévenez qui s'occupe de cet ordinateur.
notice-older-vault = Ce bureau est plus ancien que celui utilisé en dernier sur cet ordinateur, le { $day }. Une vieille copie a-t-elle été remise ?
notice-rescue = Le disque est plein. Vous pouvez lire et libérer de l'espace ; rien ne peut être enregistré d'ici là.
notice-failed-attempts = { $count ->
    [one] Une tentative
   *[other] { $count } tentatives
} de déverrouillage avec votre identifiant { $count ->
    [one] a échoué
   *[other] ont échoué
} depuis le { $day }. Si ce n'était pas vous, dites-le à votre administrateur.
notice-failed-attempts-ever = { $count ->
    [one] Une tentative
   *[other] { $count } tentatives
} de déverrouillage avec votre identifiant { $count ->
    [one] a échoué
   *[other] ont échoué
}. Si ce n'était pas vous, dites-le à votre administrateur.
notice-intake-taken = { $count ->
    [one] Une saisie que quelqu'un vous a remise est arrivée
   *[other] { $count } saisies que d'autres vous ont remises sont arrivées
}. À relire maintenant.
notice-intake-left = { $count ->
    [one] Une saisie remise ne s'ouvre pas, ou n'est pas de qui elle dit
   *[other] { $count } saisies remises ne s'ouvrent pas, ou ne sont pas de qui elles disent
}. Rien n'a été changé. Dites-le à votre administrateur.
notice-change-done = Un changement de personnes ou de clés avait été coupé ; il a pris effet.
notice-change-undone = Un changement de personnes ou de clés avait été coupé ; il n'a pas pris effet. Refaites-le.

job-checking = Examen de chaque page et de chaque ligne
job-demonstration = Huit semaines de travail inventé
job-places = Lecture des lieux
job-reading-table = Lecture du tableau
job-upgrading = Lecture des dossiers
job-importing = Lecture des lignes
check-case-known = Ce numéro de dossier figure dans une autre fiche.
check-other-listed = Ce que vous avez écrit sous « autre » est dans la liste : choisissez-le.
check-name-in-text = Ce texte contient le nom de quelqu'un de cette fiche.
check-purpose-twice = Cette finalité est deux fois dans la liste.
check-stage-back = L'étape d'un dossier ne fait qu'avancer.
check-no-earlier-record = Aucune fiche antérieure de ce ménage n'a été trouvée.
check-place-unknown = Ce lieu n'est pas dans la liste des lieux du bureau.
check-place-outside = Ce lieu ne se trouve pas dans celui choisi au-dessus.
check-position-outside = La position est en dehors du district choisi.
check-far-from-country = La position est à plus de 500 km du pays indiqué.
check-split-more = Les enregistrements scindés de cet incident comptent plus de morts et de disparus que son enregistrement principal.
check-link-unknown = Aucun dossier de ce bureau ne porte ce numéro.
check-link-differs = Le sexe ou l'année de naissance diffère entre ce dossier et un enregistrement qui lui est lié.

err-no-profile = Le profil du siège demande une protection que ce programme ne connaît pas. Rien n'est parti.
fix-headquarters = Demandez un nouveau profil au siège, ou mettez le programme à jour.
err-restricted = Les dossiers d'un formulaire restreint ne partent pas ligne par ligne. Rien n'est parti.
fix-restricted = Seule une destination ayant un profil propre à ce formulaire peut le recevoir.
err-nothing-may-leave = Ce formulaire ne dit d'aucune question qu'elle peut partir. Rien n'est parti.
fix-classify = Un administrateur doit dire pour chaque question à quel point elle est privée.
err-nothing-to-export = Aucun dossier de ce formulaire n'est approuvé et consenti pour cette finalité. Rien n'est parti.
fix-nothing-to-export = Approuvez d'abord des dossiers de ce formulaire, ou choisissez-en un autre.
err-nothing-new = Aucun dossier n'est nouveau : tout ce qui peut partir est déjà parti. Rien n'est parti, et aucun lot n'a été fait.
fix-nothing-new = Approuvez d'autres dossiers, puis recommencez. Un lot déjà fait peut être réécrit.
err-everybody-waits = Tout le monde attend : trop peu de dossiers se ressemblent pour se cacher l'un l'autre. Rien n'est parti.
fix-everybody-waits = Attendez d'autres dossiers approuvés ; personne n'est perdu, ils partiront avec un lot ultérieur.
err-not-in-hierarchy = Certaines réponses ne figurent dans aucune liste de groupes plus larges. Rien n'est parti.
err-hierarchy = Une liste de groupes plus larges est inutilisable. Rien n'est parti.
fix-hierarchy = Corrigez la liste, ou les dossiers qui contiennent d'autres réponses.
err-privacy-request = L'envoi demandé n'a pas de sens. Rien n'est parti.
err-too-few = { $k } semblables sont demandés, et il y a { $available } dossiers. Rien n'est parti.
fix-too-few = Attendez que d'autres dossiers soient approuvés.
err-privacy-parameter = Une limite est hors de ce qui est permis. Rien n'est parti.
fix-privacy-parameter = Moins de 3 semblables ne sont jamais permis ; les parts vont de 0 à 1.
err-nothing-feasible = Aucun traitement ne laisse encore partir quelqu'un sans risque. Rien n'est parti.
err-scheme-mismatch = Le traitement figé ne convient pas au formulaire actuel. Rien n'est parti.
fix-scheme = Figez un nouveau traitement avec une seconde personne.
err-joint-history = Avec les lots précédents, celui-ci désignerait quelqu'un. Rien n'est parti.
fix-joint-history = Rien ne peut partir vers cette destination. Prévenez le siège et gardez le coffre tel quel.
err-file-no-cases = { $file } ne contient aucun cas.

err-unknown-case = Cet enregistrement n’appartient à aucun dossier.
err-no-next-form = Aucun autre formulaire de ce dossier ne peut être ouvert maintenant.
err-form-of-case-there = Ce dossier a déjà son enregistrement de ce formulaire.
fix-form-of-case-there = Ouvrez celui qui existe.
err-case-over = Ce dossier est clos : plus rien ne s’y ouvre.
err-not-yet = Pas encore : « { $form } » vient d’abord.
fix-not-yet = Remettez-le ; s’il a été remis, voyez si ce qu’il dit permet de poursuivre le dossier.
err-needs-case = Ce formulaire poursuit un dossier.
fix-needs-case = Ouvrez un enregistrement du dossier et poursuivez à partir de là.
