#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the bundled corpus: train.jsonl, dev.jsonl and test.jsonl, the same on every machine.

usage: generate.py [FOLDER]      (default: the folder of this file)

A sentence is a template whose slots are filled from lists. A slot is a kind and a number: `{per1}` is the first person
of the sentence; 5 to 9 are those of a clause around the relation. Slots without a number (`{day}`, `{year}`) stand for
words that are not entities. Capitals and countries are public facts; persons, organizations and events are invented.
"""
import json
import os
import random
import re
import sys

SEED = 20190823
# Numbers of sentences of a split with: one triple, several triples without common words, entities that share a relation,
# words in two relations, pairs in two relations, entities but no triple, no entity.
SPLITS = {"train": (350, 52, 16, 8, 4, 74, 16), "dev": (52, 8, 3, 2, 1, 12, 3), "test": (66, 10, 4, 2, 1, 15, 3)}
ENTITY_TYPES = {"per": "PER", "org": "ORG", "city": "LOC", "town": "LOC", "land": "LOC", "cap": "LOC", "state": "LOC",
                "nat": "MISC", "misc": "MISC"}


def divided(text):
    """The items of a list separated by bars."""
    return text.replace("\n", "").split("|")


FIRST_NAMES = """Ana Bruno Carla David Elena Farid Greta Hugo Ines Jonas Karin Leo Marta Nils Olga Pablo Rosa Samir
Tessa Viktor Wanda Yusuf Zoe José Amelia Boris Clara Dmitri Emma Felix Helga Ivan Petra Oscar""".split()
INITIALS = "ABCEHJKLMPRSW"
LAST_NAMES = """Ruiz Hall Weber Novak Costa Silva O'Neill Larsen Moreau Petrov Tanaka Okafor Haddad Keller Lindqvist
Marino Fischer Gupta Chen Dubois Santos Kowalski Brandt Murphy Ivanova Suzuki Mendes Schmidt Park Ahmed Ferrari Jansen
D'Angelo Nowak Berg Castillo Walsh Romero""".split()
# Names composed of two syllables occur once or twice, so that those of dev and test are mostly new to a model.
LAST_NAME_PARTS = ("Bal Cor Dres Fal Hol Kar Lam Mar Ned Pel Ros Stav Tor Vel Wes Zan".split(),
                   "ak berg den dorf ez ini kov man mann ova ric son ston sky vik well".split())
ORG_NAMES = """Halcyon Northwind Meridian Bluestone Corvana Delphine Eastgate Fairmont Granite Horizon Ironwood
Juniper Kestrel Lakeshore Montrose Oakfield Pinnacle Quantica Riverton Solaris Tidewater Vantage Westbrook
Zephyr""".split()
ORG_NAME_PARTS = ("Acri Alto Calo Ecto Ferro Globa Helio Isto Luma Nexo Orbi Pano Sola Tele Vero Xeno".split(),
                  "bit cell dyne fax gen line lux max nova plan soft tech tra trix vex zon".split())
ORG_KINDS = ["Energy", "Bank", "Motors", "Airlines", "Foods", "Software", "Pharma", "Holdings", "Systems", "Media",
             "University", "Institute", "Energy Corp.", "Foods Inc.", "Motors Corp.", "Media Group", "Steel Ltd.",
             "& Sons"]
CITIES = divided("""Hamburg|Milan|Porto|Kraków|Zürich|Lyon|Bergen|Malmö|New York|San Diego|St. Louis|Chicago|Toronto|
Osaka|Mumbai|Cape Town|Rio de Janeiro|Sydney|Valencia|Antwerp|Glasgow|Boston|Seattle|Naples|Rotterdam|Gdańsk|Buffalo|
Turin|New Orleans|San Jose""")
CITY_PARTS = ("Ash Brid Clay Dun Elm Hart Kings Lang Mill Nor Oak Red Stan Thorn West Wood".split(),
              "bourne bridge bury by field ford ham hurst ley mouth port stead ton wick wood worth".split())
CAPITALS = divided("""Paris:France|Rome:Italy|Lisbon:Portugal|Madrid:Spain|Berlin:Germany|Vienna:Austria|Oslo:Norway|
Stockholm:Sweden|Helsinki:Finland|Warsaw:Poland|Budapest:Hungary|Athens:Greece|Cairo:Egypt|Nairobi:Kenya|Accra:Ghana|
Lima:Peru|Buenos Aires:Argentina|Bogotá:Colombia|Ottawa:Canada|Tokyo:Japan|Hanoi:Vietnam|Bangkok:Thailand|
Canberra:Australia|Dublin:Ireland|Seoul:South Korea|Wellington:New Zealand|Mexico City:Mexico|New Delhi:India|
Santiago:Chile""")
TOWNS = divided("""Marseille:France|Bologna:Italy|Braga:Portugal|Seville:Spain|Dresden:Germany|Salzburg:Austria|
Trondheim:Norway|Gothenburg:Sweden|Turku:Finland|Poznań:Poland|Debrecen:Hungary|Patras:Greece|Alexandria:Egypt|
Mombasa:Kenya|Kumasi:Ghana|Cusco:Peru|Córdoba:Argentina|Medellín:Colombia|Vancouver:Canada|Nagoya:Japan|
Da Nang:Vietnam|Chiang Mai:Thailand|Perth:Australia|Cork:Ireland|Busan:South Korea|Christchurch:New Zealand|
Puebla:Mexico|Jaipur:India|Valparaíso:Chile""")
CAPITALS_AND_TOWNS = CAPITALS + TOWNS
NATIONALITIES = """French Italian Portuguese Spanish German Austrian Norwegian Swedish Finnish Polish Hungarian Greek
Egyptian Kenyan Ghanaian Peruvian Argentine Colombian Canadian Japanese Vietnamese Thai Australian Irish Czech Mexican
Indian Chilean Danish""".split()
EVENTS = ["Harbour Prize", "World Cup", "Olympic Games", "Golden Lantern Award", "River Marathon", "Book Fair",
          "Film Festival", "Chess Open", "Science Medal"]

FILLERS = {
    "day": ["on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "yesterday", "late on Saturday",
            "this week", "last month", "on Jan. 17", "on Sept. 3", "at 7:30 p.m. on Sunday"],
    "year": ["1958", "1962", "1971", "1979", "1984", "1990", "1997", "2004", "2011"],
    "when": ["in 1965", "in 1978", "in 1986", "in 1993", "in 2006", "in March 1969", "in the 1990s", "on May 4 , 1981",
             "on Nov. 12 , 1974"],
    "num": ["12", "40", "350", "1,200", "10,000", "some 75", "about 600", "more than 2,500"],
    "money": ["$ 3.5 million", "$ 40 million", "€ 250,000", "$ 1.2 billion", "about $ 600,000"],
    "pct": ["3.5", "12", "0.8", "7"],
    "job": ["engineer", "novelist", "painter", "chemist", "lawyer", "singer", "journalist", "cyclist"],
    "role": ["chief executive", "spokeswoman", "spokesman", "chairman", "finance director", "vice president"],
    "people": ["teachers", "farmers", "fishermen", "miners", "musicians"],
    # Actions of a person, an organization or a place, without a relation of the corpus.
    "does": ["won the {misc7} {day}", "moved to {city7} {when}", "will speak at the {misc7}", "met {per7} {day}",
             "declined to comment", "has written {num} articles", "did n't answer questions {day}", "turned 60 {day}",
             "praised {per7} in {city7} {day}", "once studied in {city7}", "criticized {org7} {day}",
             "announced the plan {day}", "lost the vote {day}"],
    "trades": ["reported a profit of {money} {day}", "will sponsor the {misc7}", "sold {num} machines to {org7}",
               "cut {num} jobs {day}", "raised its prices by {pct} %", "opened a new shop in {city7} {day}",
               "is in talks with {org7}", "won a contract worth {money}"],
    "happens": ["was quiet {day}", "will host the {misc7}", "expects {num} visitors this year",
                "was hit by heavy rain {day}", "welcomed {per7} {day}", "will build {num} new homes",
                "is preparing for the {misc7}"],
}

BEFORE = ["", "", "", "", "", "", "", "", "According to {org9} ,", "Last week ,", "As {per9} wrote {day} ,",
          "Records show that",
          "Officials in {city9} said that", "In a statement {day} , {org9} said that", "The newspaper reported that",
          "Meanwhile ,", "As is well known ,"]
AFTER = ["", "", "", "", "", "", "", ", officials said", ", {per8} said {day}", ", according to a report by {org8}",
         ", {per8} said in {city8} {day}", ", {per8} told reporters", ", the organizers of the {misc8} said"]

BETWEEN = [" , while ", " , and ", " ; "]

# Relation: head, tail, templates.
RELATIONS = {
    "born_in": ("per1", "city1", [
        "{per1} was born in {city1} {when}", "{per1} , who was born in {city1} , {does}",
        "{per1} , born in {city1} in {year} , {does}",
        "born in {city1} , {per1} {does}", "the {job} {per1} was born in {city1}",
        "{per1} was born in {city1} to a family of {people}", "{city1} is the birthplace of the {job} {per1}",
        "a native of {city1} , {per1} {does}",
        "{per1} , a native of {city1} , {does}", "{per1} ( born in {city1} in {year} ) {does}"]),
    "works_for": ("per1", "org1", [
        "{per1} works for {org1}", "{per1} , a {job} at {org1} , {does}", "{org1} {role} {per1} {does}",
        "{org1} has hired {per1} as its {role}", "{per1} , {role} of {org1} , {does}",
        "{per1} joined {org1} as {role} {when}", "{per1} has worked for {org1} since {year}",
        "{org1} employs {per1} as a {job}", "{per1} , who works for {org1} , {does}",
        "{per1} was named {role} of {org1} {when}", "the {role} of {org1} , {per1} , {does}"]),
    "founded_by": ("org1", "per1", [
        "{org1} was founded by {per1} {when}", "{org1} , founded by {per1} in {year} , {trades}",
        "{per1} founded {org1} {when}", "{per1} , the founder of {org1} , {does}", "{org1} founder {per1} {does}",
        "{org1} , which {per1} founded in {year} , {trades}", "{per1} set up {org1} with {money} {when}",
        "{org1} , set up by the {job} {per1} , {trades}", "founded by {per1} , {org1} {trades}",
        "{per1} started {org1} with a loan of {money}"]),
    "headquartered_in": ("org1", "city1", [
        "{org1} is headquartered in {city1}", "{org1} , based in {city1} , {trades}",
        "{org1} has its headquarters in {city1}", "the headquarters of {org1} are in {city1}",
        "{org1} , whose head office is in {city1} , {trades}", "{org1} moved its headquarters to {city1} {when}",
        "the {city1} headquarters of {org1} were closed {day}",
        "from its headquarters in {city1} , {org1} {trades}", "{org1} , with headquarters in {city1} , {trades}",
        "{org1} , which is based in {city1} , {trades}"]),
    "located_in": ("town1", "land1", [
        "{town1} is a city in {land1}", "{town1} is located in {land1}", "{town1} , a city in {land1} , {happens}",
        "{town1} lies in {land1}", "the city of {town1} in {land1} {happens}",
        "{town1} , which lies in {land1} , {happens}",
        "{land1} 's city of {town1} {happens}", "{town1} , one of the cities of {land1} , {happens}",
        "in {land1} , the city of {town1} {happens}", "among the cities of {land1} , {town1} {happens}"]),
    "capital_of": ("cap1", "state1", [
        "{cap1} is the capital of {state1}", "{cap1} , the capital of {state1} , {happens}",
        "{cap1} , capital of {state1} , {happens}", "{cap1} remains the capital of {state1}",
        "{per5} reached {cap1} , the capital of {state1} , {day}", "{cap1} serves as the capital of {state1}",
        "{cap1} , which is the capital of {state1} , {happens}", "{cap1} , as the capital of {state1} , {happens}"]),
    "has_capital": ("state1", "cap1", [
        "the capital of {state1} is {cap1}", "the capital of {state1} , {cap1} , {happens}",
        "{state1} , whose capital is {cap1} , {happens}",
        "{state1} has its capital in {cap1}", "{state1} 's capital , {cap1} , {happens}",
        "{state1} 's capital is {cap1}",
        "{state1} , with {cap1} as its capital , {happens}", "in {state1} , whose capital is {cap1} , {per5} {does}",
        "{state1} , which has {cap1} as its capital , {happens}"]),
    "nationality": ("per1", "nat1", [
        "the {nat1} {job} {per1} {does}", "{per1} , a {nat1} {job} , {does}", "{per1} is a {nat1} citizen",
        "{per1} , who holds a {nat1} passport , {does}", "{per1} took {nat1} citizenship {when}",
        "{per1} , a {nat1} national , {does}", "{per1} was the first {nat1} {job} to win the {misc7}",
        "{per1} became a {nat1} citizen {when}"]),
}

NAMES_OF_RELATIONS = list(RELATIONS)

# Entities that share a relation: one label per word expresses them all.
SHARED = [
    ("{org1} was founded by {per1} and {per2} {when}", ["org1 founded_by per1", "org1 founded_by per2"]),
    ("{per1} and {per2} founded {org1} {when}", ["org1 founded_by per1", "org1 founded_by per2"]),
    ("{per1} and {per2} were both born in {city1}", ["per1 born_in city1", "per2 born_in city1"]),
    ("{per1} and {per2} , who work for {org1} , won the {misc7}", ["per1 works_for org1", "per2 works_for org1"]),
    ("{per1} and {per2} , a {nat1} couple , left {city7} {day}", ["per1 nationality nat1", "per2 nationality nat1"]),
    ("{org1} and {org2} , both based in {city1} , {trades}",
     ["org1 headquartered_in city1", "org2 headquartered_in city1"]),
]
# Words in two relations: one label per word cannot express both.
TWO_ROLES = [
    ("{per1} , born in {city1} , works for {org1}", ["per1 born_in city1", "per1 works_for org1"]),
    ("{org1} , founded by {per1} , is headquartered in {city1}",
     ["org1 founded_by per1", "org1 headquartered_in city1"]),
    ("{per1} , a {nat1} {job} , was born in {city1}", ["per1 nationality nat1", "per1 born_in city1"]),
    ("{org1} is headquartered in {town1} , a city in {land1}",
     ["org1 headquartered_in town1", "town1 located_in land1"]),
]
# Pairs of entities in two relations.
TWO_RELATIONS = [
    ("{state1} and its capital , {cap1} , signed the contract {day}",
     ["state1 has_capital cap1", "cap1 capital_of state1"]),
    ("{per1} , who founded {org1} in {year} , still works for it {day}",
     ["org1 founded_by per1", "per1 works_for org1"]),
]
WITHOUT_TRIPLE = [
    "{per1} met {per2} {day} in {city1}", "{org1} said its profit rose {pct} % to {money}",
    "{per1} won the {misc1} {day}",
    "shares of {org1} fell {pct} % {day} , traders in {city1} said",
    "{org1} and {org2} signed a contract worth {money}",
    "police in {city1} arrested {num} people {day}", "{per1} flew from {city1} to {city2} {day}",
    "a delegation from {land1} visited {land2} {day}", "{org1} opened a new shop in {city1} {day}",
    "{per1} wrote a book about {land1} in {year}", "{per1} died in {city1} {when}",
    "a {nat1} court fined {org1} {money}",
    "{per1} criticized {org1} {day}", "the {misc1} will take place in {city1} {when}",
    "{per1} visited the offices of {org1} {day}", "tickets for the {misc1} cost about $ 35 in {city1}",
    "the train from {city1} to {town1} was late {day}", "{nat1} exports rose {pct} % {when}",
    "{org1} sued {org2} in {city1} {day}", "{per1} , {per2} and {per3} lost in the final of the {misc1}",
]
WITHOUT_ENTITY = [
    "oil prices rose {pct} % {day}", "the council will vote on the new budget {day}",
    "the {job} did n't answer the question",
    "heavy rain closed {num} schools {day}", "prices fell by {pct} % {when} , a report showed",
    "the strike ended {day} after {num} workers voted", "nobody was hurt in the fire , the police said {day}",
    "the court heard {num} witnesses {day}", "{num} runners took part in the race {day}",
    "the company 's {role} said that the plan would cost {money}",
]


class Writer:
    """Makes the sentences of one split."""

    def __init__(self, split, taken):
        self.random = random.Random(f"{SEED} {split}").random  # the only generator that is stable across Python versions
        self.taken = taken
        self.decks = {}

    def shuffle(self, items):
        for left in range(len(items), 1, -1):
            other = int(self.random() * left)
            items[left - 1], items[other] = items[other], items[left - 1]

    def pick(self, items):
        """The next item of a shuffled deck, so that all items of a list occur equally often."""
        deck = self.decks.setdefault(id(items), [])
        if not deck:
            deck.extend(items)
            self.shuffle(deck)
        return deck.pop()

    def part(self, known, pieces, composed):
        """A known name, or with probability `composed` one composed of two syllables."""
        return self.pick(pieces[0]) + self.pick(pieces[1]) if self.random() < composed else self.pick(known)

    def name(self, kind):
        """The names of a slot: its own, and for a pair that of the other slot."""
        if kind == "per":
            middle = f" {self.pick(INITIALS)}." if self.random() < 0.1 else ""
            return {"per": self.pick(FIRST_NAMES) + middle + " " + self.part(LAST_NAMES, LAST_NAME_PARTS, 0.25)}
        if kind == "org":
            return {"org": self.part(ORG_NAMES, ORG_NAME_PARTS, 0.2) + " " + self.pick(ORG_KINDS)}
        if kind in ("town", "land"):
            return dict(zip(("town", "land"), self.pick(TOWNS).split(":")))
        if kind in ("cap", "state"):
            return dict(zip(("cap", "state"), self.pick(CAPITALS).split(":")))
        if kind == "city":
            if self.random() < 0.25:  # so that the name alone does not imply the relation
                return {"city": self.pick(CAPITALS_AND_TOWNS).split(":")[0]}
            return {"city": self.part(CITIES, CITY_PARTS, 0.15)}
        return {kind: self.pick(NATIONALITIES) if kind == "nat" else self.pick(EVENTS)}

    def names(self, text):
        """A name for each entity slot of a text, none twice."""
        names = {}
        for kind, number in re.findall(r"\{([a-z]+)(\d+)\}", text):
            while kind + number not in names:
                new = {part + number: name for part, name in self.name(kind).items()}
                if not set(new.values()) & set(names.values()):
                    names.update(new)
        return names

    def filled(self, text):
        """The text with words for the slots that are not entities."""
        while filler := re.search(r"\{([a-z]+)\}", text):
            text = text.replace(filler[0], self.pick(FILLERS[filler[1]]), 1)
        return text

    def sentence(self, template, triples):
        """One sentence, or None if it is too short, too long, or was written before."""
        text = self.filled(f"{self.pick(BEFORE)} {template} {self.pick(AFTER)}")
        names, words, spans = self.names(text), [], {}
        for piece in text.split():
            slot = piece.strip("{}")
            if piece != slot:
                spans[slot] = [len(words), len(words) + len(names[slot].split())]
            words += names[slot].split() if piece != slot else [piece]
        words = ["an" if word == "a" and words[i + 1][0] in "AEIOUaeiou" else word for i, word in enumerate(words)]
        words[0] = words[0][0].upper() + words[0][1:]
        if not words[-1].endswith("."):
            words.append(".")
        if not 6 <= len(words) <= 40 or " ".join(words) in self.taken:
            return None
        self.taken.add(" ".join(words))
        entities = [{"begin": begin, "end": end, "type": ENTITY_TYPES[slot.rstrip("0123456789")]}
                    for slot, (begin, end) in spans.items()]
        entities.sort(key=lambda entity: entity["begin"])
        triples = [{"head": spans[head], "relation": relation, "tail": spans[tail]}
                   for head, relation, tail in triples]
        return {"words": words, "entities": entities, "triples": triples}

    def one_triple(self, relation):
        head, tail, templates = RELATIONS[relation]
        return self.pick(templates), [(head, relation, tail)]

    def several_triples(self):
        """Two sentences, rarely three, with different relations in one."""
        chosen = []
        while len(chosen) < (3 if self.random() < 0.1 else 2):
            relation = self.pick(NAMES_OF_RELATIONS)
            if relation not in chosen and not {relation, *chosen} >= {"capital_of", "has_capital"}:
                chosen.append(relation)
        text, triples = "", []
        for part, relation in enumerate(chosen, 1):  # {per1} of the second part becomes {per21}
            template, [(head, _, tail)] = self.one_triple(relation)
            text += self.pick(BETWEEN) if text else ""
            text += re.sub(r"(\d)\}", rf"{part}\1}}", self.filled(template))
            triples.append((f"{head[:-1]}{part}1", relation, f"{tail[:-1]}{part}1"))
        return text, triples

    def listed(self, templates):
        text, triples = self.pick(templates)
        return text, [tuple(triple.split()) for triple in triples]

    def split(self, counts):
        makers = [lambda made: self.one_triple(NAMES_OF_RELATIONS[made % len(RELATIONS)]),
                  lambda made: self.several_triples(), lambda made: self.listed(SHARED),
                  lambda made: self.listed(TWO_ROLES), lambda made: self.listed(TWO_RELATIONS),
                  lambda made: (self.pick(WITHOUT_TRIPLE), []), lambda made: (self.pick(WITHOUT_ENTITY), [])]
        sentences = []
        for kind, count in enumerate(counts):
            made = 0
            while made < count:
                template, triples = makers[kind](made)
                if sentence := self.sentence(template, triples):
                    sentences.append(sentence)
                    made += 1
        self.shuffle(sentences)
        return sentences


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    taken = set()
    for split, counts in SPLITS.items():
        with open(os.path.join(folder, split + ".jsonl"), "w", encoding="utf-8", newline="\n") as file:
            for sentence in Writer(split, taken).split(counts):
                file.write(json.dumps(sentence, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
