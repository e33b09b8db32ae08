"""The columns of class lists, by their titles: what schools' programs write, in several languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bareme.domain.identity import fold

type Field = Literal["family", "given", "name", "number", "email", "login", "group"]

_FAMILY = (
    *("nom d usage", "nom usuel", "nom de famille", "nom", "noms", "name", "nom patronymique", "nom de naissance"),
    "lib nom pat ind",
    *("nom eleve", "nom etudiant", "nom de l eleve", "nom de l etudiant"),
    *("last name", "lastname", "surname", "family name", "familyname", "preferred last name", "legal last name"),
    *("nachname", "familienname", "zuname", "apellidos", "apellido", "primer apellido", "cognome", "achternaam"),
)
_SECOND_FAMILY = ("segundo apellido", "apellido 2", "second surname")
_GIVEN = (
    *("prenom usuel", "prenom d usage", "prenom", "prenoms", "prenom 1", "premier prenom", "prenom s"),
    *("prenom eleve", "prenom etudiant", "prenom de l eleve", "prenom de l etudiant", "lib pr1 ind"),
    *("preferred first name", "first name", "firstname", "given name", "givenname", "given names", "first names"),
    *("forename", "forenames", "legal first name"),
    *("rufname", "vorname", "vornamen", "nombres", "nombre de pila", "nombre", "nome", "voornaam"),
)
_NAME = (
    *("nom et prenom", "nom et prenoms", "nom prenom", "nom prenoms", "prenom nom", "prenom et nom", "nom complet"),
    *("nom et prenom de l eleve", "nom prenom eleve", "nom prenom de l eleve", "nom affiche", "identite"),
    *("full name", "fullname", "student name", "name of student", "learner name", "display name", "candidate name"),
    *(
        "last name first name",
        "first name last name",
        "last first",
        "first last",
        "surname first name",
        "surname and first name",
    ),
    *("vollstandiger name", "name vorname", "vorname name", "nachname vorname", "vor und nachname", "anzeigename"),
    *("nombre completo", "apellidos y nombre", "apellidos nombre", "nombre y apellidos", "nombre apellidos"),
    *("eleve", "eleves", "etudiant", "etudiants", "etudiante", "apprenant", "candidat", "stagiaire"),
    *("student", "students", "learner", "pupil", "candidate", "participant"),
    *("schuler", "schulerin", "schuler in", "studierende", "studierender", "teilnehmer", "teilnehmer in"),
    *("alumno", "alumna", "alumno a", "alumnos", "estudiante", "estudiantes"),
)
_EITHER = {"nom", "noms", "name", "nombre", "nome"}
"""One half of a name beside the other half, a whole name without it."""

_NUMBER = (
    *("numero etudiant", "n etudiant", "no etudiant", "num etudiant", "code etudiant", "cod etu", "numero d etudiant"),
    *("numero d identification", "numero eleve", "n eleve", "no eleve", "num eleve", "numero de l eleve", "id eleve"),
    *("sis user id", "sis id", "orgdefinedid", "org defined id", "id number", "idnumber", "student id", "studentid"),
    *("student number", "student no", "student nr", "student id number", "candidate number", "candidate no"),
    *("registration number", "enrolment number", "enrollment number", "roll number", "roll no", "usn", "upn"),
    *("unique user id", "unique id", "school id", "id escolar", "n id escolar", "no id escolar", "id externo"),
    *("admission number", "admission no", "learner id", "pupil number", "university id", "student code"),
    *("matrikelnummer", "matrikel nr", "matrikelnr", "matrikel", "matr nr", "schulernummer", "personennummer"),
    *("numero de identificacion", "numero de matricula", "matricula", "numero de expediente", "expediente", "nia"),
    *("numero de alumno", "id alumno", "dni", "nie", "dni nie", "nif"),
    *("numero di matricola", "matricola", "leerlingnummer", "studentnummer", "numero de aluno", "numero do aluno"),
    *("ine", "code ine", "n ine", "numero ine", "ine eleve", "numero national", "id national", "ine bea"),
    *("matricule", "numero interne", "numero de candidat", "n candidat", "numero candidat", "n anonymat"),
    *("numero d inscription", "n inscription", "n d inscription", "external id", "sourcedid", "user id"),
    *("id", "number", "numero", "num", "nr", "no", "n", "nummer", "identifiant", "identificador", "kennnummer"),
)
"""The first of these that a list has is the number; 'N°', which may only count the rows, comes last."""

_EMAIL = (
    *("adresse de courriel", "courriel", "adresse courriel", "adresse electronique", "courrier electronique", "mel"),
    *("adresse mail", "adresse e mail", "adresse email", "mail", "e mail", "email", "email address", "e mail address"),
    *("student email", "school email", "primary email", "mail etudiant", "email etudiant", "courriel etudiant"),
    *("e mail adresse", "emailadresse", "mailadresse", "correo", "correo electronico", "direccion de correo"),
    *("direccion de correo electronico", "direccion email", "email institucional"),
)
_LOGIN = (
    *("sis login id", "login id", "login", "username", "user name", "userid", "network id", "netid", "net id"),
    *("nom d utilisateur", "identifiant de connexion", "identifiant ent", "identifiant reseau", "compte", "uid"),
    *("benutzername", "anmeldename", "kennung", "benutzerkennung", "usuario", "nombre de usuario"),
)
_GROUP = (
    *("classe", "groupe", "groupes", "division", "regroupement", "groupe td", "groupe de td", "td", "code classe"),
    *("class", "group", "groups", "form", "section", "sections", "tutor group", "class name", "homeroom"),
    *(
        "registration group",
        "reg",
        "reg group",
        "home room",
        "section name",
        "unidad",
        "klasse",
        "gruppe",
        "kurs",
        "grupo",
        "grupos",
        "clase",
        "curso",
    ),
)
_TITLES: dict[Field, tuple[str, ...]] = {
    "family": _FAMILY,
    "given": _GIVEN,
    "name": _NAME,
    "number": _NUMBER,
    "email": _EMAIL,
    "login": _LOGIN,
    "group": _GROUP,
}
_JOINED = {title for titles in _TITLES.values() for title in titles if " " not in title}
_SINGLE: tuple[Field, ...] = ("number", "login", "email", "group")
_ENGLISH = re.compile(r"last|surname|family")


@dataclass(frozen=True)
class Columns:
    """The columns that are used, by field. A field may have several: the first that is not empty counts."""

    places: dict[Field, tuple[int, ...]]
    second_family: int | None = None
    given_first: bool = False
    """Whether names are written as English lists do: "Anna Smith", not "MARTIN Léa"."""

    @property
    def has_names(self) -> bool:
        """Whether any column holds names."""
        return bool({"family", "given", "name"} & self.places.keys())

    @property
    def used(self) -> set[int]:
        """The positions of all columns that are read."""
        second = set() if self.second_family is None else {self.second_family}
        return {place for places in self.places.values() for place in places} | second


def find_columns(titles: Sequence[str]) -> Columns:
    """Return the columns that are known by their titles."""
    plain = [_plain(title) for title in titles]
    ranked = {field: _ranked(plain, names) for field, names in _TITLES.items()}
    halves: dict[Field, tuple[int, ...]] = {"family": ranked["family"], "given": ranked["given"]}
    if not all(halves.values()):
        whole = tuple(place for places in halves.values() for place in places if plain[place] in _EITHER)
        ranked["name"] += whole
        for half in halves:
            ranked[half] = tuple(place for place in ranked[half] if place not in whole)
    if any(title.startswith("sis ") for title in plain):
        # Beside the school's own numbers, Canvas writes its internal ones as "ID".
        ranked["number"] = tuple(place for place in ranked["number"] if plain[place] != "id")
    # Several kinds of numbers identify a student in different ways: only the best is comparable from row to row.
    for single in _SINGLE:
        ranked[single] = ranked[single][:1]
    places = {field: found for field, found in ranked.items() if found}
    english = any(_ENGLISH.search(plain[place]) for place in ranked["family"])
    second = _ranked(plain, _SECOND_FAMILY)
    return Columns(places, second[0] if second else None, given_first=english)


def _plain(title: str) -> str:
    """Return a title as compared: without remarks in brackets, "LastFirst" in two words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    plain = fold(re.sub(r"\([^()]*+\)", " ", words)) or fold(words)
    joined = plain.replace(" ", "")
    return joined if joined in _JOINED else plain


def _ranked(titles: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
    """Return the positions of the titles that are in `names`, in the order of `names`."""
    found = [(names.index(title), position) for position, title in enumerate(titles) if title in names]
    return tuple(position for _, position in sorted(found))
