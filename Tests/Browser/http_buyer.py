"""What a buyer does, over plain HTTP: the same pages and forms as in a browser, without the browser."""

import html.parser
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request


class HTTPBuyer:
    """Sits on one page at a time, as a browser does: `address` and `text` are the page's."""

    CARD = {"card_number_mask": "9704198526191432198", "cardHolder": "NGUYEN VAN A", "cardDate": "07/15"}

    def __init__(self, system, email):
        self.system, self.email = system, email
        self.address = self.text = self.link = ""
        self.jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(self.jar)

    def open(self, address, form=None):
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        with self.opener.open(urllib.parse.urljoin(self.address, address), body, timeout=20) as response:
            self.address, self.text = response.url, response.read().decode()

    def follow(self, pattern):
        """The first link whose address has that pattern."""
        self.open(next(address for address in Reader.of(self.text).links if re.search(pattern, address)))

    def submit(self, pattern, **fields):
        action, hidden = self.form(pattern) or (None, None)
        assert action, f"no form for {pattern} on {self.address}:\n{self.text}"
        self.open(action, hidden | fields)

    def form(self, pattern):
        return next((form for form in Reader.of(self.text).forms if re.search(pattern, form[0])), None)

    # The steps of an order

    def register(self):
        """A1: from the shop window to the payment link, the address confirmed by the code in the mail."""
        self.open(self.system.url)
        self.follow("/dich-vu/")
        self.follow("/dang-ky/")
        self.submit(
            "/dang-ky/", name="Nguyễn Văn An", email=self.email, phone="0912345678",
            address="Số 5 ngõ 82 Duy Tân, Cầu Giấy, Hà Nội", terms="yes",
        )
        code = re.search(r"(?<!\d)\d{6}(?!\d)", self.system.mail(self.email, "mã")["text"]).group()
        self.submit("/xac-nhan/[^/]+$", code=code)
        self.link = urllib.parse.urlsplit(self.address).path
        assert self.link.startswith("/p/"), f"{self.address}:\n{self.text}"

    def open_link(self):
        self.open(self.system.url + self.link)

    @property
    def may_pay(self):
        return self.form("/thanh-toan$") is not None

    def pay(self):
        """A2: through VNPAY's pages, and back to ours."""
        self.fill_card()
        self.confirm()

    def fill_card(self):
        self.submit("/thanh-toan$")
        self.open(self.address.replace("PaymentMethod", "Card") + "&bank=NCB")
        self.submit("/Card", **self.CARD)
        self.submit("/Terms")

    def confirm(self):
        self.submit("/Confirm", otpvalue="123456")

    def pay_and_stay(self):
        """Pays, but does not follow the way back: gives its address."""
        self.fill_card()
        back = self.staying(self.confirm)
        assert "/vnpay/return?" in back, back
        return back

    def pay_address(self):
        """Where the payer is sent to pay, signed by us, without going there."""
        return self.staying(lambda: self.submit("/thanh-toan$"))

    def staying(self, step):
        """Where a step sends the browser, which does not follow."""
        addresses = []

        class Watch(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, request, answer, code, message, headers, address):
                addresses.append(address)

        opener = self.opener
        self.opener = urllib.request.build_opener(self.jar, Watch)
        try:
            step()
        except urllib.error.HTTPError as answer:
            assert answer.code == 303, answer
        finally:
            self.opener = opener
        return addresses[0]

    def standing(self):
        """How the payment stands, as the waiting page asks it: `paid-active-accepted` at the end."""
        with self.opener.open(self.system.url + self.link + "/trang-thai", timeout=20) as response:
            return re.search('"state":"([^"]*)"', response.read().decode()).group(1)


class Reader(html.parser.HTMLParser):
    """The links of a page, and its forms: where each goes, and what it carries hidden."""

    @classmethod
    def of(cls, text):
        reader = cls()
        reader.feed(text)
        return reader

    def __init__(self):
        super().__init__()
        self.links, self.forms = [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1][1][given["name"]] = given.get("value", "")
