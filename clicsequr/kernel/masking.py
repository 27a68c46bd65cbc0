"""What of a secret or a personal detail may be shown."""

DOT = "•"
HIDDEN = DOT * 3


def mask_nas(nas: str) -> str:
    """Show « ••• ••• 123 »."""
    return f"{HIDDEN} {HIDDEN} {nas[-3:]}" if len(nas) == 9 else HIDDEN


def mask_user_code(code: str) -> str:
    """Show the first two and the last character: enough for its owner among their own."""
    return f"{code[:2]}{DOT * (len(code) - 3)}{code[-1]}" if len(code) >= 6 else HIDDEN


def mask_email(email: str) -> str:
    """Show « j•••@exemple.ca »: always three dots, the length says nothing; a lone letter is hidden too."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:-1][:1]}{HIDDEN}@{domain}" if local and domain else HIDDEN


def mask_words(text: str) -> str:
    """Show the first letter of each word: « 3••• d••• M•••, Q••• » for an address, « J••• T••• » for a name."""
    return " ".join(f"{word[0]}{HIDDEN}{',' if word.endswith(',') else ''}" for word in text.split())


def mask_name(name: str) -> str:
    return mask_words(name)


def mask_address(address: str) -> str:
    return mask_words(address)


def mask_postal_code(code: str) -> str:
    """Show « G1R ••• »: a sector, never a side of a street."""
    return f"{code[:3]} {HIDDEN}" if len(code) >= 6 else HIDDEN
