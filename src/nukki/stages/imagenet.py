"""ImageNet's thousand classes as remove.bg's types of foregrounds.

The numbers are those of the 2012 challenge, in the order that all published networks share: animals
first, then things, food, scenery. Of people there are three classes only: they are told by what
they wear. Bags and shoes lie in shops as often; they count as goods.
"""

from __future__ import annotations

from collections.abc import Mapping

from nukki.core.arrays import FloatMap

CARS = {
    407: "ambulance", 436: "beach wagon", 468: "cab", 479: "car wheel", 511: "convertible",
    581: "grille", 609: "jeep", 627: "limousine", 656: "minivan", 661: "Model T", 717: "pickup",
    734: "police van", 751: "racer", 817: "sports car",
}  # fmt: skip

VEHICLES = {
    403: "aircraft carrier", 404: "airliner", 408: "amphibian", 444: "bicycle for two",
    466: "bullet train", 472: "canoe", 510: "container ship", 547: "electric locomotive",
    554: "fireboat", 555: "fire engine", 561: "forklift", 569: "garbage truck", 573: "go-kart",
    576: "gondola", 603: "horse cart", 612: "jinrikisha", 625: "lifeboat", 628: "liner",
    654: "minibus", 665: "moped", 670: "motor scooter", 671: "mountain bike", 675: "moving van",
    690: "oxcart", 705: "passenger car of a train", 724: "pirate", 757: "recreational vehicle",
    779: "school bus", 780: "schooner", 802: "snowmobile", 814: "speedboat",
    820: "steam locomotive", 829: "streetcar", 833: "submarine", 847: "tank", 864: "tow truck",
    866: "tractor", 867: "trailer truck", 870: "tricycle", 871: "trimaran", 874: "trolleybus",
    880: "unicycle", 895: "warplane", 914: "yawl",
}  # fmt: skip

WORN = {
    399: "abaya", 400: "academic gown", 411: "apron", 433: "bathing cap", 439: "bearskin",
    445: "bikini", 451: "bolo tie", 452: "bonnet", 457: "bow tie", 459: "brassiere",
    474: "cardigan", 515: "cowboy hat", 518: "crash helmet", 529: "diaper", 552: "feather boa",
    560: "football helmet", 568: "fur coat", 578: "gown", 601: "hoopskirt", 608: "jean",
    610: "jersey", 614: "kimono", 617: "lab coat", 638: "maillot", 639: "maillot, tank suit",
    652: "military uniform", 655: "miniskirt", 658: "mitten", 667: "mortarboard",
    678: "neck brace", 689: "overskirt", 697: "pajama", 735: "poncho", 775: "sarong",
    785: "seat belt", 793: "shower cap", 796: "ski mask", 801: "snorkel", 806: "sock",
    808: "sombrero", 824: "stole", 834: "suit", 836: "sunglass", 837: "sunglasses",
    841: "sweatshirt", 842: "swimming trunks", 869: "trench coat", 887: "vestment", 903: "wig",
    906: "Windsor tie", 981: "ballplayer", 982: "groom", 983: "scuba diver",
}  # fmt: skip

DRAWN = {916: "web site", 917: "comic book", 921: "book jacket", 922: "menu"}

PLACES = {
    406: "altar", 410: "apiary", 415: "bakery", 424: "barbershop", 425: "barn", 437: "beacon",
    442: "bell cote", 449: "boathouse", 454: "bookshop", 460: "breakwater", 467: "butcher shop",
    483: "castle", 489: "chainlink fence", 497: "church", 498: "cinema", 500: "cliff dwelling",
    509: "confectionery", 525: "dam", 536: "dock", 538: "dome", 540: "drilling platform",
    562: "fountain", 580: "greenhouse", 582: "grocery store", 624: "library", 634: "lumbermill",
    649: "megalith", 660: "mobile home", 663: "monastery", 668: "mosque", 682: "obelisk",
    698: "palace", 706: "patio", 716: "picket fence", 718: "pier", 727: "planetarium",
    743: "prison", 762: "restaurant", 788: "shoe shop", 821: "steel arch bridge",
    825: "stone wall", 832: "stupa", 839: "suspension bridge", 853: "thatch", 860: "tobacco shop",
    863: "totem pole", 865: "toyshop", 873: "triumphal arch", 877: "turnstile", 888: "viaduct",
    912: "worm fence", 915: "yurt",
}  # fmt: skip

ANIMALS = range(398)
GOODS = frozenset(range(398, 970)) - set().union(CARS, VEHICLES, WORN, DRAWN, PLACES)

TYPES: Mapping[str, tuple[frozenset[int], float]] = {
    "animal": (frozenset(ANIMALS), 0.5),
    "car": (frozenset(CARS), 0.5),
    "transportation": (frozenset(VEHICLES), 0.5),
    "graphic": (frozenset(DRAWN), 0.5),
    "person": (frozenset(WORN), 0.25),
    "product": (GOODS, 0.5),
}
"""Each type's classes, and from which sum of their probabilities on it is told.

Clothes are many classes alike, of which a person wears several: their sum is low on people and
lower still on all else.
"""

ONE_THING = 0.3
"""What is goods must also be some one thing: on what it does not know, the network sees a little of
everything, and that is mostly goods.
"""


def type_of(probabilities: FloatMap) -> str:
    """remove.bg's type of what has these probabilities (1000,); ``other`` where none is sure."""
    for name, (classes, least) in TYPES.items():
        found = probabilities[sorted(classes)]
        if found.sum() >= least and (name != "product" or found.max() >= ONE_THING):
            return name
    return "other"
