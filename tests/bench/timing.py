"""What a watch says of a sign-in: a code that nobody holds, or a wrong answer, must take as long as the others."""

import random
import statistics
import time
from collections.abc import Callable

from accounts.models import Throttle
from tests.bench.citizens import PAGE, answer, make_people, reach_password, reach_question
from tests.bench.figures import Figure, say
from tests.bench.web import Browser, Web
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN

WRONG = "un autre mot de passe 27"
PAGES, HASHES, RESAMPLED = 400, 120, 2_000
MOST = 0.05


def measure(web: Web) -> list[Figure]:
    known, unknown = make_people("KNOWN", 1)[0].user_code, "NOBODY1000"
    person = make_people("ANSWERS", 1)[0]

    def password_page(code: str) -> Browser:
        browser = Browser(web)
        reach_password(browser, code)
        return browser

    readers = {code: password_page(code) for code in (known, unknown)}

    def read(code: str) -> Callable[[], None]:
        return _expect(lambda: readers[code].get(f"{PAGE}mot-de-passe/"), 200)

    def send(code: str, password: str, status: int) -> Callable[[], None]:
        browser = password_page(code)
        return _expect(lambda: browser.post(f"{PAGE}mot-de-passe/", password=password), status)

    def reply(*, rightly: bool) -> Callable[[], None]:
        browser = Browser(web)
        reach_question(browser, person)
        typed = dict(CHOSEN)[browser.hidden["question"]] if rightly else "La réponse d’une autre personne"
        return _expect(lambda: answer(browser, typed), 302 if rightly else 200)

    wrong = lambda: send(known, WRONG, 200)  # noqa: E731  shorter than four functions
    return [
        _compared("timing: page of the password, code known or not", lambda: read(known), lambda: read(unknown), PAGES),
        _compared("timing: wrong password, code known or not", wrong, lambda: send(unknown, WRONG, 200), HASHES),
        _compared("timing: password wrong or right", wrong, lambda: send(known, PASSWORD, 302), HASHES),
        _compared("timing: answer wrong or right", lambda: reply(rightly=False), lambda: reply(rightly=True), HASHES),
    ]


def _expect(ask: Callable[[], int], status: int) -> Callable[[], None]:
    def asked() -> None:
        got = ask()
        assert got == status, got

    return asked


def _compared(
    name: str, prepare: Callable[[], Callable[[], None]], prepare_other: Callable[[], Callable[[], None]], rounds: int
) -> Figure:
    """Time both in turn, in an order drawn each time; what comes before each try is not timed."""
    say(f"  {name}, {rounds} rounds…")
    chance = random.Random(rounds)
    times: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(rounds + 10):
        for place in chance.sample((0, 1), 2):
            Throttle.objects.all().delete()  # no wait, and the same work at each try
            act = (prepare, prepare_other)[place]()
            begun = time.perf_counter()
            act()
            if turn >= 10:
                times[place].append(time.perf_counter() - begun)
    ratio, low, high = _ratio(times[0], times[1], chance)
    first, second = (statistics.median(times[place]) * 1000 for place in (0, 1))
    at = f"medians {first:.2f} and {second:.2f} ms, 95 % sure between × {low:.3f} and × {high:.3f}; {rounds} of each"
    return Figure(name, f"× {ratio:.3f}", at, f"within {MOST:.0%}", abs(ratio - 1) < MOST)


def _ratio(first: list[float], second: list[float], chance: random.Random) -> tuple[float, float, float]:
    """Give the ratio of the medians, and between what it lies 95 times in 100 (bootstrap)."""
    drawn = sorted(
        statistics.median(chance.choices(second, k=len(second)))
        / statistics.median(chance.choices(first, k=len(first)))
        for _turn in range(RESAMPLED)
    )
    ratio = statistics.median(second) / statistics.median(first)
    return ratio, drawn[RESAMPLED // 40], drawn[-RESAMPLED // 40]
