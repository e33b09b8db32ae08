"""Word lists, all folded: stop words, words for more and less, negations, antonyms, name particles."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """
    a ai au aux avec c ce ceci cela ces cet cette ceux ci comme d dans de des donc dont du elle elles en entre
    est et etait etant ete etre eu fait il ils j je l la le les leur leurs lors lui m ma mais me meme mes mon n
    ne ni nos notre nous on or ou par parce peu peut plutot pour pourquoi puis qu quand que quel quelle qui s sa
    sans se sera ses si soit son sont sous sur ta te tes toi ton tout toute tres tu un une vers via voici vos
    votre vous y ainsi car chez ca celle celui lorsque ayant avait avoir ont afin alors aussi bien encore deja
    depuis pendant an and are as at be became because been but by can could did do does for from get gets got
    had has have he her here his how i if in into is it its just like may most my of off one onto our out over
    own put she should so some such than that the their them then there these they this those through to too
    under up us was we were what when where which while who why will with would you your also around near round
    each every
    """
)
MORE_WORDS = _words(
    """
    augmente augmenter augmentation augmentent accroit croit monte hausse agrandit allonge superieur superieure
    depasse grand grande grands grandes long longue longs longues eleve elevee fort forte plus trop mieux
    meilleur meilleure more better greater larger bigger higher longer increase increases increased increasing
    rise rises rose grows grew further farther faster quicker quickly rapidly
    """
)
LESS_WORDS = _words(
    """
    diminue diminuer diminution diminuent baisse baisser baissent reduit reduite reduire decroit inferieur
    inferieure petit petite petits petites court courte faible moindre moins perd perdent perte less lower
    smaller fewer decrease decreases decreased decreasing fall falls fell drop drops dropped reduce reduces
    reduced reduction shorter slower
    """
)
NEGATIONS = _words(
    """
    pas non jamais aucun aucune rien not no never none cannot n't without sans nicht kein keine keinen nie niet geen
    nao nunca inte ikke
    """
)
EXCEPTIONS = _words("ni nor neither sauf excepte hormis except excluding instead contraire opposite contrary")
"""Words that deny what follows without being a negation of the sentence."""
DOUBTS = (
    NEGATIONS
    | EXCEPTIONS
    | _words(
        """
        faux fausse false wrong incorrect incorrecte falsch unrichtig falso falsa untrue
        but mais aber sondern pero sino however cependant although though whereas tandis jedoch
        or ou oder either entweder rather plutot eher maybe perhaps possibly vielleicht quizas
        ausser menos salvo excepto gegenteil contrario inverse umgekehrt unlike contrairement
        kein keinen keiner keines keinesfalls keineswegs weder tampoco hardly barely hors nein nee
        """
    )
)
"""Words that may take back what they stand beside: denials, exceptions, alternatives, contrasts, guesses."""
ALTERNATIVES = _words("or ou oder")
ARTICLES = _words("a an the le la les l un une des du de d der die das den dem ein eine el los las lo")
NEUTRAL_WORDS = _words(
    """
    a an the it its this that is are was were be i we get got answer result value solution total equal equals to so
    therefore thus hence then and of in on at number by
    le la les l un une des du de d c ce cet cette ca cela est sont etait il elle on j ai je trouve obtient vaut valent
    fait font donne reponse resultat valeur nombre egal egale egaux a donc soit alors et en par au
    der die das ein eine es ist sind ergebnis also el los las es la solucion y il lo e
    year annee final finale
    """
)
"""Words beside a number or a term that change nothing about it. Any other word may: "before 1789", "at least 5 m"."""
ANNOUNCEMENTS = _words("answer result solution reponse resultat antwort ergebnis losung respuesta resultado solucion")
"""Words that announce an answer and are no part of it."""
CLAUSE_WORDS = _words(
    """
    but because so when if then while whereas mais car donc quand lorsque si alors parce puisque tandis
    """
)
"""A negation ends at the next of these words."""
OPPOSITES = (
    (
        _words("same identical equal alike together identique pareil egal ensemble meme memes"),
        _words(
            """
            different differ difference separate separated apart distinct own independent unequal separe distinct propre
            independant inegal
            """
        ),
    ),
    (
        _words("connected joined linked attached together relie connecte joint ensemble"),
        _words("disconnected separate separated apart isolated gap unconnected debranche deconnecte separe isole"),
    ),
    (
        _words("closed complete completed whole unbroken intact ferme complet continu ininterrompu"),
        _words("open opened incomplete broken break gap ouvert incomplet rompu interrompu discontinu"),
    ),
    (_words("inside internal interieur interne dedans"), _words("outside external exterieur externe dehors")),
    (_words("possible"), _words("impossible")),
    (_words("stable"), _words("unstable instable")),
    (_words("reversible"), _words("irreversible")),
    (_words("known connu"), _words("unknown inconnu")),
    (_words("direct"), _words("indirect")),
    (_words("true vrai"), _words("false faux")),
)
"""Complementary antonyms: each of a pair is the negation of the other. Gradable ones (high and low) are not here, since
"not high" need not mean "low". A word may be in two pairs: "separate" is the opposite of "joined" and of "same"."""
NAME_PARTICLES = _words("de du des da di del della la le van von der den el al ben ibn o y dos")
HEADING_WORDS = _words(
    "copie copies copy page pages feuille feuillet sheet instructions instruction consignes consigne "
    "student students pupil pupils candidate candidates eleve eleves etudiant etudiants name names nom "
    "noms prenom prenoms class classe school exam exams examen examination examens test tests controle "
    "devoir evaluation epreuve session paper booklet cahier answer answers reponse reponses question "
    "questions exercise exercises exercice exercices section part partie subject sujet corrige key marks "
    "mark points note notes total date read write begin end suite continued physics physique mathematics "
    "mathematiques maths history histoire science sciences english francais french geography chimie "
    "chemistry "
)
"""Words of headings that stand where a name would; few are anybody's name."""
COMMON_FRENCH = _words("le la les des est une et dans que pour du au avec sur par sont un vous")
COMMON_ENGLISH = _words("the of and is are in to what which that for with how on by you an")
