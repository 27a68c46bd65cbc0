"""The stock secrets of the tests: typed into pages, and never to be found anywhere after (tests/sentinel.py)."""

PASSWORD = "quatre chevaux bleus 27"
NEW_PASSWORD = "cinq canots verts 4182"
ACCESS_CODE = "730914"
INVITATION_NUMBER = "INV7K29QX4"
NOTICE_NUMBER = "ZQ4419K7XW2"
QST_AMOUNTS = ("48 217,36", "39 604,58")
SOURCE_DEDUCTION = "27 318,94"
# Of a person: a number that nobody can hold, and an amount longer than the other figures of a page.
PERSON_NAS = "019 473 867"
LINE_199 = "7 481 936,57"
STREET = "4127, chemin du Vieux-Moulin"  # where letters go: on an envelope alone
LETTER_CODE = "XR7WTKQ9HB"  # on the paper alone
ANSWERS = ("Derrière la remise à bois", "Gaspard le dromadaire", "Un cerf-volant à rayures", "Mme Latendresse-Roy")

STOCK = (
    PASSWORD,
    NEW_PASSWORD,
    ACCESS_CODE,
    INVITATION_NUMBER,
    NOTICE_NUMBER,
    *QST_AMOUNTS,
    SOURCE_DEDUCTION,
    *ANSWERS,
    # The same amounts as a machine writes them.
    "48217.36",
    "4821736",
    "39604.58",
    "3960458",
    "27318.94",
    "2731894",
    PERSON_NAS,
    "019473867",
    LINE_199,
    "7481936",
    STREET,
    LETTER_CODE,
    f"{LETTER_CODE[:5]}-{LETTER_CODE[5:]}",
)
