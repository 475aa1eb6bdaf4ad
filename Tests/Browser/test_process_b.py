"""Process B as its people walk it: declaration, letter, payment, two approvals, activation."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from buyer import Buyer
from conftest import look_at
from staff import Staff, payment_link


@pytest.fixture
def people(browser, system):
    """People by the first part of their address, each at a browser of their own, signed in when first asked for."""
    known = {}

    def person(name, path="/quan-ly"):
        if name not in known:
            known[name] = Staff(browser, system, f"{name}@qldv.example").sign_in(path)
        return known[name]

    yield person
    for staff in known.values():
        staff.close()


def customer():
    return f"{uuid.uuid4().hex[:12]}@example.vn"


def declared(people, system, tmp_path, email, discount="10"):
    """A contract that the customer has been asked to pay: the account manager, its number, the payment link."""
    manager = people("am.kv1")
    manager.add_customer(f"Công ty Cổ phần {email[:6].upper()}", email)
    number = manager.declare(discount)
    manager.attach(tmp_path)
    manager.submit()
    return manager, number, payment_link(system.mail(email, number))


def test_from_declaration_to_active_package(people, buyer, page, system, engine, tmp_path):
    email = customer()
    manager, number, link = declared(people, system, tmp_path, email)
    look_at(manager.page, f"{engine}-b-1-declared")
    letter = system.mail(email, number)
    assert "Tổng thanh toán" in letter["text"] and "đồng" in letter["text"], "amount, in words too"

    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và thanh toán")
    look_at(page, f"{engine}-b-2-pay-page")
    buyer.pay()
    buyer.sees_paid()
    for told in ["am.kv1", "quan-tri", "hoa-don.kv1"]:
        system.mail(f"{told}@qldv.example", number)

    regional = people("duyet.kv1")
    regional.go("/quan-ly/phe-duyet")
    look_at(regional.page, f"{engine}-b-3-approvals")
    regional.page.get_by_role("link", name=number).click()
    look_at(regional.page, f"{engine}-b-4-decide")
    regional.approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")
    look_at(manager.page, f"{engine}-b-5-active")
    system.mail(email, "sử dụng dịch vụ")
    assert not system.rows("SELECT id FROM invoice_request"), "no invoice before reconciliation"

    day = system.vietnamese_day(system.rows("SELECT paid_at FROM payment")[0]["paid_at"])
    system.advance(24 * 60)
    accountant = people("ke-toan", f"/quan-ly/doi-soat/{day}")
    accountant.reconcile(day, tmp_path)
    look_at(accountant.page, f"{engine}-b-8-reconciled")
    accountant.close_day(day)
    look_at(accountant.page, f"{engine}-b-9-closed")
    invoice = system.mail(email, "mã của cơ quan thuế", seconds=60)
    assert "Hóa đơn" in invoice["subject"]
    officer = people("hoa-don.kv1", "/quan-ly/hoa-don")
    expect(officer.page.locator("main")).to_contain_text(number)
    look_at(officer.page, f"{engine}-b-10-invoices")
    system.settle()
    system.verify()


def test_a_refusal_gives_the_money_back(people, buyer, page, system, engine, tmp_path):
    email = customer()
    manager, number, link = declared(people, system, tmp_path, email)
    page.goto(link)
    buyer.pay()
    buyer.sees_paid()
    regional = people("duyet.kv1")
    regional.decide(number, "Từ chối")
    expect(regional.page.get_by_text("Hãy ghi lý do từ chối.").first).to_be_visible()
    regional.decide(number, "Từ chối", "Hợp đồng thiếu chữ ký của khách hàng")
    expect(regional.page.get_by_text("Đã từ chối.")).to_be_visible()
    manager.sees_state("Bị từ chối")
    told = system.mail(email, "hoàn lại")
    assert "thiếu chữ ký" in told["text"]
    cases = system.rows("SELECT kind, amount_dong FROM payment_case WHERE kind = 'rejected_contract'")
    assert len(cases) >= 1
    system.settle()
    system.verify()


def test_a_dispute_is_answered_by_a_correction(people, page, buyer, system, engine, tmp_path):
    email = customer()
    manager, number, link = declared(people, system, tmp_path, email)
    page.goto(link)
    page.get_by_role("link", name="Nội dung chưa đúng").click()
    look_at(page, f"{engine}-b-6-dispute")
    page.fill("[name=message]", "Chúng tôi chỉ đặt một gói, không phải hai.")
    page.get_by_role("button", name="Gửi đến người phụ trách").click()
    expect(page.get_by_text("Đã gửi đến người phụ trách")).to_be_visible()

    manager.page.reload()
    expect(manager.page.locator("blockquote")).to_contain_text("không phải hai")
    manager.page.get_by_role("link", name="Sửa hợp đồng trước").click()
    manager.page.fill("[name=quantity-0]", "1")
    manager.page.get_by_role("button", name="Lưu thay đổi").click()
    expect(manager.page.get_by_text("Đã lưu thay đổi.")).to_be_visible()
    manager.page.fill("[name=answer]", "Đã sửa số lượng thành một gói. Mời anh chị xem yêu cầu mới.")
    manager.page.check("[name=corrected]")
    manager.page.get_by_role("button", name="Gửi trả lời").click()
    expect(manager.page.get_by_text("Đã gửi trả lời đến khách hàng.")).to_be_visible()

    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã có đường dẫn mới hơn")
    fresh = payment_link(system.mail(email, "Đã sửa số lượng"))
    assert fresh != link
    page.goto(fresh)
    buyer.pay()
    buyer.sees_paid()


def test_who_comes_back_from_vnpay_goes_on_with_the_same_payment(people, page, buyer, system, engine, tmp_path):
    email = customer()
    _, number, link = declared(people, system, tmp_path, email)
    page.goto(link)
    buyer.leave_for_vnpay()
    page.goto(link)
    look_at(page, f"{engine}-b-11-came-back")
    page.get_by_role("button", name="Tiếp tục ở VNPAY").click()
    page.wait_for_url("**/paymentv2/Transaction/**")
    buyer.finish()
    buyer.sees_paid()
    assert len(system.rows(f"SELECT id FROM payment_attempt WHERE reference LIKE '{number}-%'")) == 1
    told = system.mail(email, "phê duyệt")
    assert "4 ngày làm việc" in " ".join(told["text"].split())


def test_a_renewal_starts_the_day_after(people, buyer, page, system, engine, tmp_path):
    email = customer()
    manager, number, link = declared(people, system, tmp_path, email, discount="")
    page.goto(link)
    buyer.pay()
    buyer.sees_paid()
    people("duyet.kv1").approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")
    ends = system.rows(f"SELECT ends_on FROM contract WHERE number = '{number}'")[0]["ends_on"]
    manager.page.get_by_role("button", name="Gia hạn").click()
    expect(manager.page.get_by_text("Đây là bản nháp gia hạn.")).to_be_visible()
    renewal = manager.page.get_by_role("heading", level=1).text_content()
    wanted = system.rows(f"SELECT wanted_start, kind FROM contract WHERE number = '{renewal}'")[0]
    assert int(wanted["wanted_start"]) == int(ends) + 1 and wanted["kind"] == "renewal"
    look_at(manager.page, f"{engine}-b-7-renewal")


def test_nobody_sees_what_is_not_theirs(people, system, tmp_path):
    email = customer()
    manager, number, _ = declared(people, system, tmp_path, email)
    address = manager.page.url.split("?")[0].removeprefix(system.url)
    other = people("am.kv2")
    assert other.page.goto(system.url + address).status == 404
    assert people("duyet.kv2").page.goto(system.url + address).status == 404
    assert people("kiem-toan").page.goto(system.url + address).status == 200
    assert other.page.goto(system.url + "/quan-ly/phe-duyet").status == 403
    assert re.search("không", other.page.locator("main").text_content())
