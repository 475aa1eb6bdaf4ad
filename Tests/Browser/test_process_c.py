"""Process C as its people walk it: a postpaid contract, the month's end, the statement by mail, payment, success."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import look_at
from staff import payment_link
from system import wait_for
from test_process_b import customer, people  # noqa: F401: a fixture


def declared(manager, folder, plan="CLD-M", quantity="2"):
    """From the customer's page to a contract that lies before the first approver; its number."""
    page = manager.page
    page.get_by_role("link", name="Khai báo hợp đồng").click()
    page.select_option("[name=plan-0]", plan)
    page.fill("[name=quantity-0]", quantity)
    page.select_option("[name=payment]", "postpaid")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".price .total").first).to_be_visible()
    look_at(page, "c-1-form")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    number = page.get_by_role("heading", level=1).text_content()
    manager.attach(folder)
    page.get_by_role("button", name="Trình phê duyệt").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()
    return number


def minutes_to_next_month(now):
    first = (now.replace(day=1) + datetime.timedelta(days=32)).replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    return int((first - now).total_seconds() // 60)


def sees(page, words):
    """Reloads until the page says so."""
    for _ in range(60):
        if words in page.locator("main").text_content():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{page.url} never says {words}: {page.locator('main').text_content()[:600]}")


def test_a_month_is_billed_and_paid(people, buyer, page, system, engine, tmp_path):  # noqa: F811
    email = customer()
    manager = people("am.kv1")
    manager.add_customer(f"Công ty Trả sau {email[:6].upper()}", email)
    number = declared(manager, tmp_path)
    assert not [mail for mail in system.mails(email) if number in mail["text"]], "nothing is owed before a month is over"
    people("duyet.kv1").approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")
    look_at(manager.page, f"{engine}-c-2-active")
    asked = system.mail("duyet.kv1@qldv.example", number)["text"]
    assert "trả sau" in asked and "đã được thanh toán" not in asked, "nobody has paid yet"

    started = system.rows(f"SELECT changed_at FROM contract WHERE number = '{number}'")[0]["changed_at"]
    zone = datetime.timezone(datetime.timedelta(hours=7))
    now = datetime.datetime.fromtimestamp(int(started) / 1000, zone)
    system.advance(minutes_to_next_month(now))
    accountant = people("ke-toan", "/quan-ly/cuoc/ky")
    accountant.go("/quan-ly/cuoc/ky")
    sees(accountant.page, "Chờ duyệt")
    look_at(accountant.page, f"{engine}-c-3-runs")
    accountant.page.get_by_role("link", name=now.strftime("%m/%Y")).first.click()
    sees(accountant.page, number)
    look_at(accountant.page, f"{engine}-c-4-run")
    assert not system.rows("SELECT id FROM statement"), "nothing is sent before somebody has agreed"
    accountant.page.get_by_role("button", name="Duyệt và gửi thông báo cước").click()
    sees(accountant.page, "Đã phát hành")
    look_at(accountant.page, f"{engine}-c-5-done")

    letter = system.mail(email, "Bản thông báo cước được đính kèm")
    assert "đồng" in letter["text"], "the amount in words too"
    assert any(name.endswith(".pdf") for name in attachments(letter)), letter
    page.goto(payment_link(letter))
    page.get_by_role("link", name="Nội dung chưa đúng").click()
    page.fill("[name=message]", "Chúng tôi chỉ dùng nửa tháng.")
    page.get_by_role("button", name="Gửi đến người phụ trách").click()
    manager.sign_in()
    manager.go("/quan-ly/cuoc")
    manager.page.get_by_role("link", name=number, exact=True).click()
    manager.page.fill("[name=answer]", "Cước tính theo số ngày sử dụng.")
    manager.page.get_by_role("button", name="Gửi trả lời").click()
    page.goto(payment_link(system.mail(email, "Cước tính theo số ngày sử dụng.")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và thanh toán")
    expect(page.locator("main")).to_contain_text("Cước tháng")
    look_at(page, f"{engine}-c-6-pay-page")
    buyer.pay()
    buyer.sees_paid()
    look_at(page, f"{engine}-c-7-paid")
    amount = page.locator(".price .total").first.text_content()
    page.get_by_role("link", name="Biên nhận").click()
    expect(page.locator("main")).to_contain_text("Cước tháng")
    expect(page.locator("main")).to_contain_text(amount)
    look_at(page, f"{engine}-c-7-receipt")
    assert "Đã thanh toán cước" in system.mail(email, "Chúng tôi đã nhận đủ")["subject"]

    accountant.go("/quan-ly/cuoc")
    expect(accountant.page.locator("main")).to_contain_text("Đã thanh toán")
    look_at(accountant.page, f"{engine}-c-8-statements")
    accountant.page.get_by_role("link", name=re.compile(re.escape(number) + "-T")).first.click()
    look_at(accountant.page, f"{engine}-c-9-statement")
    with accountant.page.expect_download() as download:
        accountant.page.get_by_role("link", name="PDF").click()
    assert open(download.value.path(), "rb").read(5) == b"%PDF-"
    assert system.rows("SELECT state FROM statement") == [{"state": "paid"}]
    system.settle()
    system.verify()


def signed_in_by_mail(page, system, email):
    page.goto(system.url + "/tai-khoan/dang-nhap")
    page.fill("[name=email]", email)
    page.get_by_role("button", name="Gửi đường dẫn đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hãy kiểm tra email của bạn")
    link = re.search(r"https?://\S+/tai-khoan/vao/\S+", system.mail(email, "/tai-khoan/vao/")["text"])[0]
    page.goto(link)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/tai-khoan"))


def test_two_months_are_paid_together_and_the_books_are_closed(people, buyer, page, system, engine, tmp_path):  # noqa: F811
    email = customer()
    manager = people("am.kv1")
    manager.add_customer(f"Công ty Hai tháng {email[:6].upper()}", email)
    number = declared(manager, tmp_path)
    people("duyet.kv1").approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")

    accountant = people("ke-toan", "/quan-ly/cuoc/ky")
    accountant.go("/quan-ly/cuoc/cai-dat")
    look_at(accountant.page, f"{engine}-c-20-settings")
    accountant.page.fill("[name=day]", "31")
    accountant.page.get_by_role("button", name="Lưu").click()
    expect(accountant.page.locator("#f-day-error")).to_contain_text("từ 1 đến 28")
    accountant.page.fill("[name=day]", "1")
    accountant.page.get_by_label("Kế toán duyệt trước khi gửi").uncheck()
    accountant.page.get_by_role("button", name="Lưu").click()
    expect(accountant.page.get_by_text("Đã lưu.")).to_be_visible()

    for months in [1, 2]:
        system.advance(minutes_to_next_month(system.now()))
        wait_for(
            lambda: len(system.rows(statements(number))) == months, 60, lambda: f"not billed: {system.tail()[-1500:]}"
        )

    signed_in_by_mail(page, system, email)
    page.get_by_role("link", name="Cước tháng").click()
    look_at(page, f"{engine}-c-21-own-months")
    boxes = page.locator("[name=chosen]")
    assert boxes.count() == 2
    for index in [0, 1]:
        boxes.nth(index).uncheck()
    page.get_by_role("button", name="Thanh toán các khoản đã chọn").click()
    expect(page.get_by_text("Hãy chọn ít nhất một khoản.")).to_be_visible()
    for index in [0, 1]:
        page.locator("[name=chosen]").nth(index).check()
    page.get_by_role("button", name="Thanh toán các khoản đã chọn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và thanh toán")
    look_at(page, f"{engine}-c-22-together")
    buyer.pay()
    buyer.sees_paid()
    assert [row["state"] for row in system.rows(statements(number))] == ["paid", "paid"]
    page.goto(system.url + "/tai-khoan/cuoc")
    expect(page.get_by_text("Không có cước nào phải thanh toán.")).to_be_visible()
    look_at(page, f"{engine}-c-23-nothing-owed")
    page.get_by_role("link", name="Biên nhận").first.click()
    expect(page.locator("main")).to_contain_text("Cước tháng")

    accountant.sign_in()
    accountant.page.goto(system.url + "/quan-ly/so-sach/doanh-thu?tu=2020-01-01&theo=unit")
    expect(accountant.page.get_by_text("Khớp sổ")).to_be_visible()
    look_at(accountant.page, f"{engine}-c-24-revenue")
    accountant.go("/quan-ly/so-sach/thang")
    look_at(accountant.page, f"{engine}-c-25-months")
    accountant.page.locator("main table a").last.click()
    look_at(accountant.page, f"{engine}-c-26-month")
    accountant.page.get_by_role("button", name=re.compile("Khóa sổ tháng")).click()
    # What it says depends on what else this system has seen; it never closes a month that is not done.
    expect(accountant.page.locator("main")).to_contain_text(re.compile("Đã khóa sổ tháng|Còn việc phải làm trước"))
    system.settle()
    system.verify()


def statements(number):
    return f"""SELECT s.state FROM statement s JOIN contract c ON c.id = s.contract_id
        WHERE c.number = '{number}' ORDER BY s.period_index"""


def attachments(letter):
    return [part["name"] for part in letter.get("attachments", [])]
