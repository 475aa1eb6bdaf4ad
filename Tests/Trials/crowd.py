"""Many buyers at once, over HTTP: each orders, pays, and comes back to what was interrupted, as people do."""

import http.client
import random
import threading
import uuid

from http_buyer import HTTPBuyer

# The server may be killed at any moment, so that any step of a buyer may end like this.
INTERRUPTED = (OSError, http.client.HTTPException, AssertionError, StopIteration)
DONE = "paid-active-accepted"


class Customer(HTTPBuyer):
    """Behind an address of its own, as buyers are."""

    def __init__(self, system, chance=random):
        super().__init__(system, f"{uuid.UUID(int=chance.getrandbits(128)).hex[:16]}@example.vn")
        hop = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
        self.opener.addheaders = [("X-Forwarded-For", hop), ("User-Agent", "trial")]


class Crowd:
    """Threads of buyers, until told to stop."""

    def __init__(self, house, threads, pays=lambda buyer: buyer.pay()):
        self.house, self.pays = house, pays
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.orders, self.interrupted, self.surprises = [], 0, []
        self.threads = [
            threading.Thread(target=self.buy, args=(random.Random(),), daemon=True)
            for _ in range(threads)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.surprises, self.surprises[0]

    def buy(self, chance):
        while not self.stopping.is_set():
            buyer = Customer(self.house, chance)
            try:
                buyer.register()
                with self.lock:
                    self.orders.append(buyer)
                self.pays(buyer)
            except INTERRUPTED:
                self.interrupted += 1
                self.stopping.wait(0.05)
            except Exception as error:  # a page that nobody expected: a defect of ours, told at the end
                self.surprises.append(repr(error))
                return

    def come_back(self):
        """Every buyer opens the link again, and pays if that is still asked. How many paid anew."""
        again = 0
        for buyer in self.orders:
            if getattr(buyer, "is_done", False):
                continue
            buyer.open_link()
            if buyer.may_pay:
                self.pays(buyer)
                again += 1
            else:
                buyer.is_done = buyer.standing().startswith("paid-")
        return again
