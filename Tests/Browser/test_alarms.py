"""A booking is changed behind the system's back: the contract is frozen, and two accountants let it go on."""

import re

from playwright.sync_api import expect

from conftest import look_at
from staff import Staff
from system import wait_for
from test_process_b import customer, declared, people  # noqa: F401: a fixture

BOOKING = """
    UPDATE ledger_posting SET amount_dong = amount_dong {change} WHERE account = 'vat_payable' AND transaction_id IN (
        SELECT t.id FROM ledger_transaction t JOIN contract c ON t.subject = 'contract:' || c.id WHERE c.number = '{number}')"""


def alarm(people, system, words):  # noqa: F811
    """The alarm's panel on the accountant's page, once it says that."""
    accountant = people("ke-toan")

    def shown():
        accountant.go("/quan-ly/canh-bao")
        panel = accountant.page.locator("section.card", has_text="có nợ bằng có")
        return panel if panel.count() and words in panel.first.text_content() else None

    return wait_for(shown, 60, lambda: f"no alarm says {words}: {accountant.page.locator('main').text_content()}")


def test_a_changed_booking_freezes_its_contract_until_two_people_release_it(
    people, buyer, page, system, engine, tmp_path, browser  # noqa: F811
):
    manager, number, link = declared(people, system, tmp_path, customer())
    page.goto(link)
    buyer.pay()
    buyer.sees_paid()
    people("ke-toan", "/quan-ly/canh-bao")
    expect(people("ke-toan").page.locator("main")).to_contain_text("Không có cảnh báo nào ở đây")
    look_at(people("ke-toan").page, f"{engine}-al-1-none")

    system.change(BOOKING.format(change="+ 1000", number=number))
    panel = alarm(people, system, "Vẫn còn sai")
    expect(panel.first).to_contain_text(number)
    look_at(people("ke-toan").page, f"{engine}-al-2-raised")
    letter = system.mail("ke-toan@qldv.example", number)
    assert re.search("Mỗi bút toán có nợ bằng có|Bút toán không bị sửa", letter["text"]), letter["text"]
    people("ke-toan").go("/quan-ly/hop-tin")
    expect(people("ke-toan").page.locator("main")).to_contain_text("Một quy tắc bị sai")

    manager.page.reload()
    expect(manager.page.locator("main")).to_contain_text("Hợp đồng đang bị đóng băng")
    look_at(manager.page, f"{engine}-al-3-contract")
    for name in ["duyet.kv1", "duyet.cntt"]:
        people(name).approve(number)
    waits = f"SELECT v.state FROM activation v JOIN contract c ON c.id = v.contract_id WHERE c.number = '{number}'"
    assert {row["state"] for row in system.rows(waits)} == {"requested"}, "nothing is switched on while frozen"

    system.change(BOOKING.format(change="- 1000", number=number))
    panel = alarm(people, system, "Không còn sai")
    accountant = people("ke-toan").page
    # The booking broke its rule, and the chain of bookings.
    expect(accountant.locator("section.card", has_text=number)).to_have_count(2)
    for left in [1, 0]:
        ask = accountant.locator("section.card", has_text=number).first
        ask.locator("summary", has_text="Xin gỡ").click()
        ask.locator("textarea").fill("Sửa tay nhầm, đã trả lại số cũ")
        ask.get_by_role("button", name="Gửi").click()
        expect(accountant.locator("main")).to_contain_text("Đã gửi đề xuất gỡ")
        expect(accountant.locator("section.card", has_text=number)).to_have_count(left)
    accountant.goto(system.url + "/quan-ly/canh-bao?trang-thai=proposed")
    expect(accountant.get_by_role("button", name="Tôi đồng ý gỡ")).to_have_count(0)

    phone = Staff(browser, system, "ke-toan2@qldv.example", width=360).sign_in("/quan-ly/canh-bao?trang-thai=proposed")
    look_at(phone.page, f"{engine}-al-4-proposed-360")
    for _ in range(2):
        phone.page.get_by_role("button", name="Tôi đồng ý gỡ").first.click()
        expect(phone.page.locator("main")).to_contain_text("Đã gỡ. Việc của hợp đồng chạy tiếp.")
        phone.go("/quan-ly/canh-bao?trang-thai=proposed")
    expect(phone.page.get_by_role("button", name="Tôi đồng ý gỡ")).to_have_count(0)
    phone.close()
    system.advance(2)
    manager.sees_state("Đang hoạt động")
    accountant.goto(system.url + "/quan-ly/canh-bao/quy-tac")
    expect(accountant.locator("tbody tr")).to_have_count(25)
    look_at(accountant, f"{engine}-al-5-rules")
    assert re.search(r"\d\d:\d\d:\d\d", accountant.locator("tbody tr").first.text_content())
