"""Why a document was refused, in the teacher's words."""

from bareme.domain.points import Language
from bareme.errors import RefusalReason

_FRENCH = {
    RefusalReason.ENCRYPTED: "Ce document est protégé par un mot de passe : enregistrez-le sans protection.",
    RefusalReason.EMPTY: "Ce fichier est vide : il s’est peut-être mal transféré.",
    RefusalReason.DAMAGED: "Ce document est abîmé et ne peut pas être ouvert : numérisez-le ou exportez-le à nouveau.",
    RefusalReason.NOT_A_DOCUMENT: "Ce fichier n’est ni un PDF ni une image JPEG, PNG, WebP ou TIFF, malgré son nom.",
    RefusalReason.NO_PAGES: "Ce document ne contient aucune page lisible : il est peut-être incomplet.",
    RefusalReason.TOO_LARGE: "Ce document est trop volumineux : partagez-le en plusieurs fichiers.",
    RefusalReason.TOO_MANY_PAGES: "Ce document a trop de pages : partagez-le en plusieurs fichiers.",
    RefusalReason.PAGE_TOO_LARGE: "Une page de ce document est démesurée : numérisez-la au format A4 ou A3.",
    RefusalReason.TOO_SLOW: "Ce document demande trop de temps : imprimez-le en PDF ou numérisez-le à nouveau.",
    RefusalReason.CRASHED: "Ce document n’a pas pu être traité : imprimez-le en PDF ou numérisez-le à nouveau.",
    RefusalReason.NOT_FOUND: "Ce document n’est plus sur le serveur : envoyez-le à nouveau.",
    RefusalReason.UNREACHABLE: "Ce document n’a pas pu être téléchargé à son adresse : envoyez le fichier lui-même.",
    RefusalReason.REPEATED: "Ce document a déjà été envoyé : il n’est corrigé qu’une fois.",
}
_ENGLISH = {
    RefusalReason.ENCRYPTED: "This document is protected by a password: save it without protection.",
    RefusalReason.EMPTY: "This file is empty: its transfer may have failed.",
    RefusalReason.DAMAGED: "This document is damaged and cannot be opened: scan or export it again.",
    RefusalReason.NOT_A_DOCUMENT: "This file is neither a PDF nor an image (JPEG, PNG, WebP, TIFF), whatever its name.",
    RefusalReason.NO_PAGES: "This document has no readable page: it may be incomplete.",
    RefusalReason.TOO_LARGE: "This document is too large: split it into several files.",
    RefusalReason.TOO_MANY_PAGES: "This document has too many pages: split it into several files.",
    RefusalReason.PAGE_TOO_LARGE: "A page of this document is oversized: scan it as A4 or A3.",
    RefusalReason.TOO_SLOW: "This document takes too long: print it to PDF or scan it again.",
    RefusalReason.CRASHED: "This document could not be processed: print it to PDF or scan it again.",
    RefusalReason.NOT_FOUND: "This document is no longer on the server: send it again.",
    RefusalReason.UNREACHABLE: "This document could not be fetched from its address: send the file itself.",
    RefusalReason.REPEATED: "This document was sent before: it is graded only once.",
}


def explain(reason: RefusalReason, language: Language) -> str:
    """Return a sentence that says to a teacher what is wrong with the document and what to do about it."""
    return (_FRENCH if language == "fr" else _ENGLISH)[reason]
