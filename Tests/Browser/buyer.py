"""What a buyer does in a browser, page by page, in the words that a buyer sees."""

import re

from playwright.sync_api import expect

GOOD_CARD = "9704198526191432198"
POOR_CARD = "9704195798459170488"


class Buyer:
    def __init__(self, page, system, email="nguyen.van.an@example.vn"):
        self.page, self.system, self.email = page, system, email

    def register(self, product=None):
        """A1: from the shop window to the code in the mail. Ends on the page with the details to check."""
        page = self.page
        page.goto(self.system.url)
        (page.get_by_role("link", name=product, exact=True) if product else page.locator("article.card h3 a").first).click()
        page.get_by_role("link", name=re.compile("^Đăng ký")).first.click()
        page.fill("[name=name]", "Nguyễn Văn An")
        page.fill("[name=email]", self.email)
        page.fill("[name=phone]", "0912345678")
        page.fill("[name=address]", "Số 5 ngõ 82 Duy Tân, Cầu Giấy, Hà Nội")
        page.check("[name=terms]")
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_role("heading", name="Xác nhận email")).to_be_visible()
        page.fill("[name=code]", self.code())
        page.get_by_role("button", name="Xác nhận").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và thanh toán")
        return page.url

    def code(self):
        mail = self.system.mail(self.email, "mã")
        return re.search(r"(?<!\d)\d{6}(?!\d)", mail["text"]).group()

    def leave_for_vnpay(self):
        """A2: presses the one button that a payer looks for."""
        self.page.locator("form[action*='/thanh-toan'] button:visible").first.click()
        self.page.wait_for_url("**/paymentv2/**")

    def choose_bank(self, code="NCB"):
        self.page.click("#vnbank")
        self.page.fill("#searchBank", code)
        self.page.click(f"#{code}")

    def fill_card(self, number):
        self.page.fill("#card_number_mask", number)
        self.page.fill("#cardHolder", "NGUYEN VAN A")
        self.page.fill("#cardDate", "07/15")
        self.page.click("#btnContinue")

    def pay(self, number=GOOD_CARD):
        """The whole way through VNPAY's page, and back."""
        self.leave_for_vnpay()
        self.finish(number)

    def finish(self, number=GOOD_CARD):
        """From VNPAY's first page, and back."""
        self.choose_bank()
        self.fill_card(number)
        if self.page.locator("#btnAgree").count():
            self.page.click("#btnAgree")
        if self.page.locator("#otpvalue").count():
            self.page.fill("#otpvalue", "123456")
            self.page.click("#btnConfirm")
        # A refusal is told on VNPAY's page first; the payer goes back from there.
        if self.page.locator("#btnReturn").count():
            self.page.click("#btnReturn")

    def sees_paid(self):
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Thanh toán thành công", timeout=30_000)
