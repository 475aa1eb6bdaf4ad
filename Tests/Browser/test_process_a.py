"""Process A as a buyer walks it, A1 to A5."""

import re

from playwright.sync_api import expect

from buyer import GOOD_CARD, POOR_CARD
from conftest import look_at


def test_a_buyer_registers_pays_and_finds_package_and_invoice(buyer, page, system, engine):
    page.goto(system.url)
    look_at(page, f"{engine}-1-storefront")
    buyer.register()
    look_at(page, f"{engine}-2-check-and-pay")
    buyer.leave_for_vnpay()
    page.screenshot(path=f"out/screenshots/{engine}-3-vnpay-method.png", full_page=True)
    buyer.choose_bank()
    buyer.fill_card(GOOD_CARD)
    page.click("#btnAgree")
    page.fill("#otpvalue", "123456")
    page.click("#btnConfirm")
    buyer.sees_paid()
    look_at(page, f"{engine}-4-paid")

    receipt = system.mail(buyer.email, "VNPAY")
    assert receipt["html"], "the letter has a page and a text"
    system.settle()
    page.goto(system.url + "/tai-khoan")
    expect(page.locator("main")).to_contain_text("Đang hoạt động")
    look_at(page, f"{engine}-5-portal")
    page.goto(system.url + "/tai-khoan/hoa-don")
    look_at(page, f"{engine}-6-invoices")
    with page.expect_download() as download:
        page.locator("a[href$='/pdf']").first.click()
    assert open(download.value.path(), "rb").read(5) == b"%PDF-"


def test_too_little_money_is_told_and_another_card_pays_by_the_same_link(buyer, page, system, engine):
    link = buyer.register()
    buyer.pay(POOR_CARD)
    page.wait_for_url(re.compile(re.escape(system.url)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa thanh toán được", timeout=30_000)
    expect(page.locator("main")).to_contain_text("số dư")
    look_at(page, f"{engine}-7-insufficient")
    page.goto(link)
    buyer.pay(GOOD_CARD)
    buyer.sees_paid()
    system.settle()


def test_a_payer_who_turns_back_owes_nothing_new_and_may_pay_later(buyer, page, system, engine):
    buyer.register()
    buyer.leave_for_vnpay()
    page.click("#btnCancel")
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(re.compile(re.escape(system.url)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn đã hủy thanh toán", timeout=30_000)
    look_at(page, f"{engine}-8-cancelled")
    buyer.pay(GOOD_CARD)
    buyer.sees_paid()
    system.settle()


def test_pages_hold_the_rules_in_dark_and_on_a_phone(page, system, engine):
    for path in ["/", "/dieu-khoan", "/design", "/tai-khoan/dang-nhap", "/khong-co"]:
        for scheme in ["light", "dark"]:
            for width in [1280, 360]:
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(system.url + path)
                look_at(page, f"{engine}-page{path.replace('/', '-')}-{scheme}-{width}")
                overflow = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                assert not overflow, f"{path} is wider than {width} pixels"
