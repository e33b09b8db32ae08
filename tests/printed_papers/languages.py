"""What an exam paper says in twelve languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """The words of a paper. `{}` stands for a number."""

    exercise: str
    part: str
    points: tuple[str, ...]
    """Ways to print a mark of several points."""
    one: str
    """One point."""
    short: str
    before: str
    """The word in front of the number."""
    total: str
    continued: str
    title: str
    facts: tuple[str, ...]
    instructions: tuple[str, ...]
    tasks: tuple[str, ...]
    prose: tuple[str, ...]
    topics: tuple[str, ...]
    comma: bool = True


LANGUAGES: dict[str, Language] = {
    "fr": Language(
        "Exercice", "Partie", ("{} points", "{} pts"), "1 point", "{} pt", "points : {}", "Total : {} points", "suite",
        "Contrôle de physique", ("Durée : 2 h 00", "Année 2024-2025", "Coefficient 3"),
        ("Écrire au stylo bleu ou noir.", "Rendre toutes les copies.", "Les téléphones sont éteints."),
        ("Calculer la vitesse du chariot.", "Justifier la réponse en trois lignes.", "Tracer la courbe.", "Que vaut R ?"),
        ("Un train part à 8 h 15 et parcourt 120 km en 2 heures.", "En 2019, la ville comptait 45 000 habitants.",
         "On donne f(x) = 3x + 2 pour tout x positif.", "La figure 3 montre le montage utilisé par 12 élèves."),
        ("Le mouvement", "La lumière", "Un circuit", "La chute libre", "Les ondes"),
    ),
    "en": Language(
        "Exercise", "Section", ("{} marks", "{} points"), "1 mark", "{} pts", "marks: {}", "Total: {} marks", "continued",
        "Physics examination", ("Time allowed: 2 hours", "Academic year 2024/25", "Calculators may be used."),
        ("Write in black ink.", "Hand in all your sheets.", "Switch off your telephone."),
        ("Calculate the speed of the cart.", "Explain your answer in three lines.", "Sketch the curve.", "What is R?"),
        ("A train leaves at 8.15 and covers 120 km in 2 hours.", "In 2019 the town had 45,000 inhabitants.",
         "Let f(x) = 3x + 2 for every positive x.", "Figure 3 shows the setup that 12 pupils used."),
        ("Motion", "Light", "A circuit", "Free fall", "Waves"), comma=False,
    ),
    "de": Language(
        "Aufgabe", "Teil", ("{} Punkte", "{} Pkt."), "1 Punkt", "{} P.", "Punkte: {}", "Gesamt: {} Punkte", "Fortsetzung",
        "Klausur Physik", ("Bearbeitungszeit: 120 Minuten", "Schuljahr 2024/25", "Hilfsmittel: Taschenrechner"),
        ("Schreiben Sie mit Tinte.", "Geben Sie alle Blätter ab.", "Schalten Sie Ihr Telefon aus."),
        ("Berechnen Sie die Geschwindigkeit.", "Begründen Sie in drei Zeilen.", "Zeichnen Sie die Kurve.", "Wie groß ist R?"),
        ("Ein Zug fährt um 8.15 Uhr ab und legt 120 km in 2 Stunden zurück.", "Im Jahr 2019 hatte der Ort 45 000 Einwohner.",
         "Es sei f(x) = 3x + 2 für jedes positive x.", "Abbildung 3 zeigt den Aufbau von 12 Schülern."),
        ("Bewegung", "Licht", "Ein Stromkreis", "Freier Fall", "Wellen"),
    ),
    "es": Language(
        "Ejercicio", "Parte", ("{} puntos", "{} ptos."), "1 punto", "{} p", "puntos: {}", "Total: {} puntos", "continuación",
        "Examen de física", ("Duración: 2 horas", "Curso 2024/25", "Se permite calculadora."),
        ("Escriba con tinta negra.", "Entregue todas las hojas.", "Apague el teléfono."),
        ("Calcule la velocidad del carro.", "Justifique la respuesta en tres líneas.", "Dibuje la curva.", "¿Cuánto vale R?"),
        ("Un tren sale a las 8.15 y recorre 120 km en 2 horas.", "En 2019 la ciudad tenía 45 000 habitantes.",
         "Sea f(x) = 3x + 2 para todo x positivo.", "La figura 3 muestra el montaje de 12 alumnos."),
        ("El movimiento", "La luz", "Un circuito", "La caída libre", "Las ondas"),
    ),
    "it": Language(
        "Esercizio", "Parte", ("{} punti", "{} pt."), "1 punto", "{} p.", "punti {}", "Totale: {} punti", "continua",
        "Esame di fisica", ("Durata: 2 ore", "Anno accademico 2024/25", "È ammessa la calcolatrice."),
        ("Scrivere a penna.", "Consegnare tutti i fogli.", "Spegnere il telefono."),
        ("Calcolare la velocità del carrello.", "Motivare la risposta in tre righe.", "Disegnare la curva.", "Quanto vale R?"),
        ("Un treno parte alle 8.15 e percorre 120 km in 2 ore.", "Nel 2019 la città contava 45 000 abitanti.",
         "Sia f(x) = 3x + 2 per ogni x positivo.", "La figura 3 mostra il montaggio di 12 alunni."),
        ("Il moto", "La luce", "Un circuito", "La caduta libera", "Le onde"),
    ),
    "pt": Language(
        "Exercício", "Parte", ("{} pontos", "{} pts"), "1 ponto", "{} pt", "pontos: {}", "Total: {} pontos", "continuação",
        "Prova de física", ("Duração: 2 horas", "Ano letivo 2024/25", "É permitida a calculadora."),
        ("Escreva a tinta.", "Entregue todas as folhas.", "Desligue o telefone."),
        ("Calcule a velocidade do carro.", "Justifique a resposta em três linhas.", "Desenhe a curva.", "Quanto vale R?"),
        ("Um comboio parte às 8.15 e percorre 120 km em 2 horas.", "Em 2019 a cidade tinha 45 000 habitantes.",
         "Seja f(x) = 3x + 2 para todo x positivo.", "A figura 3 mostra a montagem de 12 alunos."),
        ("O movimento", "A luz", "Um circuito", "A queda livre", "As ondas"),
    ),
    "nl": Language(
        "Opgave", "Deel", ("{} punten", "{} pnt"), "1 punt", "{} p", "punten: {}", "Totaal: {} punten", "vervolg",
        "Toets natuurkunde", ("Duur: 120 minuten", "Schooljaar 2024/25", "Rekenmachine toegestaan."),
        ("Schrijf met pen.", "Lever alle bladen in.", "Zet je telefoon uit."),
        ("Bereken de snelheid.", "Licht je antwoord toe in drie regels.", "Teken de kromme.", "Hoe groot is R?"),
        ("Een trein vertrekt om 8.15 uur en legt 120 km af in 2 uur.", "In 2019 had de stad 45 000 inwoners.",
         "Gegeven is f(x) = 3x + 2 voor elke positieve x.", "Figuur 3 toont de opstelling van 12 leerlingen."),
        ("Beweging", "Licht", "Een stroomkring", "Vrije val", "Golven"),
    ),
    "sv": Language(
        "Uppgift", "Del", ("{} poäng", "{} p"), "1 poäng", "{} p", "poäng: {}", "Totalt: {} poäng", "fortsättning",
        "Tentamen i fysik", ("Skrivtid: 2 timmar", "Läsåret 2024/25", "Miniräknare är tillåten."),
        ("Skriv med bläck.", "Lämna in alla blad.", "Stäng av telefonen."),
        ("Beräkna vagnens hastighet.", "Motivera svaret på tre rader.", "Rita kurvan.", "Hur stort är R?"),
        ("Ett tåg avgår 8.15 och kör 120 km på 2 timmar.", "År 2019 hade staden 45 000 invånare.",
         "Låt f(x) = 3x + 2 för alla positiva x.", "Figur 3 visar 12 elevers uppställning."),
        ("Rörelse", "Ljus", "En krets", "Fritt fall", "Vågor"),
    ),
    "da": Language(
        "Opgave", "Del", ("{} point", "{} p"), "1 point", "{} p", "point: {}", "I alt: {} point", "fortsat",
        "Prøve i fysik", ("Varighed: 2 timer", "Skoleåret 2024/25", "Lommeregner er tilladt."),
        ("Skriv med blæk.", "Aflever alle ark.", "Sluk telefonen."),
        ("Beregn vognens fart.", "Begrund svaret på tre linjer.", "Tegn kurven.", "Hvor stor er R?"),
        ("Et tog kører kl. 8.15 og tilbagelægger 120 km på 2 timer.", "I 2019 havde byen 45 000 indbyggere.",
         "Lad f(x) = 3x + 2 for alle positive x.", "Figur 3 viser 12 elevers opstilling."),
        ("Bevægelse", "Lys", "Et kredsløb", "Frit fald", "Bølger"),
    ),
    "no": Language(
        "Oppgave", "Del", ("{} poeng", "{} p"), "1 poeng", "{} p", "poeng: {}", "Totalt: {} poeng", "forts.",
        "Prøve i fysikk", ("Tid: 2 timer", "Skoleåret 2024/25", "Kalkulator er tillatt."),
        ("Skriv med penn.", "Lever inn alle ark.", "Slå av telefonen."),
        ("Beregn farten til vogna.", "Begrunn svaret på tre linjer.", "Tegn kurven.", "Hvor stor er R?"),
        ("Et tog går kl. 8.15 og kjører 120 km på 2 timer.", "I 2019 hadde byen 45 000 innbyggere.",
         "La f(x) = 3x + 2 for alle positive x.", "Figur 3 viser oppsettet til 12 elever."),
        ("Bevegelse", "Lys", "En krets", "Fritt fall", "Bølger"),
    ),
    "fi": Language(
        "Tehtävä", "Osa", ("{} pistettä", "{} p."), "1 piste", "{} p", "pisteet: {}", "Yhteensä: {} pistettä", "jatkuu",
        "Fysiikan koe", ("Aika: 2 tuntia", "Lukuvuosi 2024-25", "Laskin on sallittu."),
        ("Kirjoita musteella.", "Palauta kaikki paperit.", "Sulje puhelin."),
        ("Laske vaunun nopeus.", "Perustele vastaus kolmella rivillä.", "Piirrä käyrä.", "Kuinka suuri R on?"),
        ("Juna lähtee klo 8.15 ja kulkee 120 km kahdessa tunnissa.", "Vuonna 2019 kaupungissa oli 45 000 asukasta.",
         "Olkoon f(x) = 3x + 2 kaikilla positiivisilla x.", "Kuvassa 3 on 12 oppilaan laitteisto."),
        ("Liike", "Valo", "Virtapiiri", "Vapaa putoaminen", "Aallot"),
    ),
    "pl": Language(
        "Zadanie", "Część", ("{} punktów", "{} pkt"), "1 punkt", "{} p.", "punkty: {}", "Razem: {} punktów", "c.d.",
        "Sprawdzian z fizyki", ("Czas: 120 minut", "Rok szkolny 2024/25", "Kalkulator jest dozwolony."),
        ("Pisz czytelnie.", "Oddaj wszystkie kartki.", "Wyłącz telefon."),
        ("Oblicz prędkość wózka.", "Uzasadnij odpowiedź w trzech zdaniach.", "Narysuj krzywą.", "Ile wynosi R?"),
        ("Pociąg odjeżdża o 8.15 i pokonuje 120 km w 2 godziny.", "W roku 2019 miasto miało 45 000 mieszkańców.",
         "Niech f(x) = 3x + 2 dla każdego dodatniego x.", "Rysunek 3 pokazuje układ 12 uczniów."),
        ("Ruch", "Światło", "Obwód", "Swobodny spadek", "Fale"),
    ),
}  # fmt: skip
