"""What members of staff do in a browser, page by page, in the words that they see."""

import json
import pathlib
import re
import zlib

from playwright.sync_api import expect

PASSWORD = "qldv-demo-2026"


class Staff:
    """One person at one browser of the person's own."""

    def __init__(self, browser, system, email, width=1280):
        self.system, self.email = system, email
        self.context = browser.new_context(
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)

    def close(self):
        self.context.close()

    def go(self, path):
        self.page.goto(self.system.url + path)

    def sign_in(self, path="/quan-ly"):
        self.go(path)
        self.page.fill("[name=email]", self.email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        if self.page.get_by_role("heading", name="Nhập mã xác thực").count():
            self.page.fill("[name=code]", self.code())
            self.page.get_by_role("button", name="Tiếp tục").click()
        expect(self.page.locator(".staff-nav")).to_be_visible()
        return self

    def code(self):
        codes = json.load(self.system.get("/sandbox/authenticator/codes", self.system.sandbox_url))
        return next(entry["code"] for entry in codes if entry["account"] == self.email)

    # Account manager

    def add_customer(self, name, email, tax_code="0101248141"):
        page = self.page
        self.go("/quan-ly/khach-hang/moi")
        page.fill("[name=name]", name)
        page.fill("[name=taxCode]", tax_code)
        page.fill("[name=address]", "Số 10 Phạm Văn Bạch, Cầu Giấy, Hà Nội")
        page.fill("[name=representative]", "Trương Gia An")
        page.fill("[name=position]", "Giám đốc")
        page.fill("[name=contactName]", "Nguyễn Thị Kế Toán")
        page.fill("[name=email]", email)
        page.fill("[name=phone]", "0912 345 678")
        page.get_by_role("button", name="Lưu khách hàng").click()
        if page.locator("[name=another]").count():
            page.check("[name=another]")
            page.get_by_role("button", name="Lưu khách hàng").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)

    def declare(self, discount="10"):
        """From the customer's page to a saved draft; its number."""
        page = self.page
        page.get_by_role("link", name="Khai báo hợp đồng").click()
        yearly = page.locator("[name=plan-0] option", has_text="12 tháng").first.get_attribute("value")
        page.select_option("[name=plan-0]", yearly)
        page.fill("[name=quantity-0]", "2")
        page.fill("[name=discount-0]", discount)
        page.select_option("[name=plan-1]", index=4)
        page.fill("[name=note]", "Khách hàng cần trước ngày 30")
        page.get_by_role("button", name="Xem trước").click()
        expect(page.locator(".price .total").first).to_be_visible()
        page.get_by_role("button", name="Lưu bản nháp").click()
        expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
        return page.get_by_role("heading", level=1).text_content()

    def attach(self, folder):
        file = pathlib.Path(folder) / "hop-dong-da-ky.pdf"
        file.write_bytes(signed_paper())
        self.page.set_input_files("[name=file]", file)
        self.page.get_by_role("button", name="Tải lên").click()
        expect(self.page.get_by_role("link", name="hop-dong-da-ky.pdf")).to_be_visible()

    def submit(self):
        self.page.get_by_role("button", name="Trình và gửi yêu cầu thanh toán").click()
        expect(self.page.get_by_text("Đã trình.")).to_be_visible()

    # Approver

    def decide(self, number, verdict="Phê duyệt", reason=""):
        self.go("/quan-ly/phe-duyet")
        self.page.get_by_role("link", name=number).click()
        if reason:
            self.page.fill("[name=reason]", reason)
        self.page.get_by_role("button", name=verdict, exact=True).click()

    def approve(self, number):
        self.decide(number)
        expect(self.page.get_by_text("Đã phê duyệt.")).to_be_visible()

    # Accountant

    def reconcile(self, day, folder, defects=""):
        """Uploads VNPAY's file of the day, as the portal would give it."""
        address = f"/sandbox/vnpay/settlement?day={day}&export=fees&format=xlsx&defects={defects}"
        file = pathlib.Path(folder) / f"vnpay-{day}.xlsx"
        file.write_bytes(self.system.get(address, self.system.sandbox_url).read())
        self.go(f"/quan-ly/doi-soat/{day}")
        self.page.set_input_files("[name=file]", file)
        self.page.get_by_role("button", name="Nhập và đối chiếu").click()
        expect(self.page.locator("main")).to_contain_text(file.name)

    def close_day(self, day):
        self.page.locator("summary", has_text="Chốt").click()
        self.page.get_by_role("button", name="Tôi đã kiểm tra, chốt ngày").click()
        expect(self.page.locator("main")).to_contain_text("Đã chốt")

    def sees_state(self, words):
        """Reloads the contract's page until it says so."""
        for _ in range(60):
            self.page.reload()
            if words in self.page.locator("main").text_content():
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"the contract never says {words}: {self.page.locator('main').text_content()[:400]}")


def payment_link(mail):
    return re.search(r"https?://\S+/p/[A-Za-z0-9_-]+", mail["text"]).group()


def signed_paper():
    """A small PDF, as a scanner would make it."""
    text = b"BT /F1 18 Tf 72 720 Td (HOP DONG CUNG CAP DICH VU CNTT) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(zlib.compress(text)), zlib.compress(text)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
