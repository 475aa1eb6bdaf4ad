"""A refused contract's money on its way back: case, proposal, agreement, VNPAY, letter, closed case."""

import pytest
from playwright.sync_api import expect

from conftest import look_at
from system import wait_for
from test_process_b import customer, declared, people  # noqa: F401


@pytest.fixture
def refused(people, buyer, page, system, tmp_path):  # noqa: F811
    """A contract that was paid and refused: the customer's address, its number, the case's page."""
    email = customer()
    manager, number, link = declared(people, system, tmp_path, email)
    page.goto(link)
    buyer.pay()
    buyer.sees_paid()
    people("duyet.kv1").decide(number, "Từ chối", "Hợp đồng thiếu chữ ký của khách hàng")
    manager.sees_state("Bị từ chối")
    address = manager.page.locator("main a[href*='/quan-ly/hoan-tien/']").first.get_attribute("href")
    return email, number, address


def propose(accountant, address):
    accountant.go(address)
    accountant.page.select_option("[name=way]", "vnpay")
    accountant.page.fill("[name=reason]", "Hợp đồng bị từ chối sau khi khách đã trả tiền")
    accountant.page.get_by_role("button", name="Gửi đề xuất").click()
    expect(accountant.page.get_by_text("Đã ghi nhận.")).to_be_visible()


def agree(checker, address):
    checker.go(address)
    checker.page.get_by_role("button", name="Tôi đồng ý").click()
    expect(checker.page.get_by_text("Đã ghi nhận.")).to_be_visible()


def says(staff, address, words, system, seconds=60):
    """Looks again, with the clock moving on, until the case's page says so."""

    def found():
        system.advance(6)
        staff.go(address)
        return words in staff.page.locator("main").text_content()

    wait_for(found, seconds, lambda: staff.page.locator("main").text_content()[:1500])


def test_the_money_of_a_refused_contract_goes_back(people, refused, system, engine):  # noqa: F811
    email, number, address = refused
    maker = people("ke-toan")
    maker.go("/quan-ly/hoan-tien")
    expect(maker.page.locator("main")).to_contain_text(number)
    look_at(maker.page, f"{engine}-r-1-cases")
    maker.go(address)
    look_at(maker.page, f"{engine}-r-2-case")
    propose(maker, address)
    assert maker.page.get_by_role("button", name="Tôi đồng ý").count() == 0, "whoever proposes does not decide"
    checker = people("ke-toan2")
    checker.go(address)
    look_at(checker.page, f"{engine}-r-3-proposed")
    agree(checker, address)
    system.mail(email, "đã được chấp thuận và được chuyển qua VNPAY")
    says(checker, address, "Đóng hồ sơ hoàn tiền", system)
    look_at(checker.page, f"{engine}-r-4-closed")
    made = system.mail(email, "VNPAY báo tiền đã được hoàn")
    assert number in made["text"]
    manager = people("am.kv1")
    manager.page.reload()
    expect(manager.page.locator("main")).to_contain_text("VNPAY báo đã hoàn tiền")
    assert system.rows(f"SELECT state FROM payment_case WHERE id = '{address.rsplit('/', 1)[1]}'")[0]["state"] == "closed"
    system.settle()
    system.verify()


def test_silence_is_asked_about_and_nothing_is_sent_twice(people, refused, system, engine):  # noqa: F811
    email, number, address = refused
    maker, checker = people("ke-toan"), people("ke-toan2")
    system.faults(refund={"value": "500", "times": 1})
    propose(maker, address)
    agree(checker, address)
    says(checker, address, "Đóng hồ sơ hoàn tiền", system)
    expect(checker.page.locator("main")).to_contain_text("VNPAY không trả lời, sẽ hỏi lại")
    assert checker.page.locator("summary", has_text="Yêu cầu hoàn tiền").count() == 1, "sent once"
    system.mail(email, "VNPAY báo tiền đã được hoàn")
    system.settle()
    system.verify()


def test_refused_by_the_bank_the_money_goes_by_transfer(people, refused, system, engine):  # noqa: F811
    email, number, address = refused
    maker, checker = people("ke-toan"), people("ke-toan2")
    system.faults(refund={"value": "reject", "times": 1})
    propose(maker, address)
    agree(checker, address)
    says(checker, address, "Bị từ chối (mã 09)", system)
    assert number in system.mail(email, "Ngân hàng không nhận lại được tiền")["text"]
    look_at(checker.page, f"{engine}-r-5-refused")
    checker.page.select_option("[name=way]", "outside")
    checker.page.fill("[name=reason]", "Khách hàng gửi số tài khoản")
    checker.page.locator("summary", has_text="chuyển khoản ngoài VNPAY").click()
    checker.page.fill("[name=bank-reference]", "FT26328000123")
    checker.page.get_by_role("button", name="Gửi đề xuất").click()
    expect(checker.page.get_by_text("Đã ghi nhận.")).to_be_visible()
    agree(maker, address)
    expect(maker.page.locator("main")).to_contain_text("Đóng hồ sơ hoàn tiền")
    system.mail(email, "Chúng tôi đã chuyển khoản")
    system.settle()
    system.verify()
