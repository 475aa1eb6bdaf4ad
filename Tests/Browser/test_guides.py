"""Walks what the guides in docs/huong-dan tell, page by page, with the same names and the same day every time.

The words in bold must be on the pages, and the pictures are taken on the way, into out/guides; after a look at them,
`make guides` takes them over.
"""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from buyer import GOOD_CARD, POOR_CARD, Buyer
from conftest import look_at
from guides import FOLDER, Guides
from staff import PASSWORD, Staff, payment_link
from system import System, wait_for

MORNING, DAY = "2026-11-24T01:30:00Z", "2026-11-24"
PHONE, DESK = 390, 1240
GARDEN = ("Công ty Cổ phần Vườn Xanh", "ke-toan@vuonxanh.vn", "0101248141")
LOTUS = ("Công ty TNHH Phần mềm Lá Sen", "ke-toan@lasen.vn", "0312345673")
SCHOOL = ("Trường Mầm non Họa Mi", "van-phong@hoami.edu.vn", "0106543214")


@pytest.fixture(scope="module")
def guides():
    return Guides()


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A system of its own, whose day is always the same. What is seen does not depend on the database: SQLite."""
    system = System(tmp_path_factory.mktemp("guides"))
    system.start(clock=MORNING)
    yield system
    system.stop()


@pytest.fixture(scope="module")
def people(browser, system):
    known = {}

    def person(name):
        if name not in known:
            known[name] = Staff(browser, system, f"{name}@qldv.example", width=DESK).sign_in()
        return known[name]

    yield person
    for staff in known.values():
        staff.close()


@pytest.fixture
def payer(browser, system):
    """A customer with a telephone."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": PHONE, "height": 780}
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Buyer(page, system)
    context.close()


@pytest.fixture(scope="module")
def contracts():
    """Numbers by customer, for the steps that follow."""
    return {}


def test_registering(guides, people, system, contracts, tmp_path, browser):
    newcomer = Staff(browser, system, "am.kv2@qldv.example", width=DESK)
    newcomer.go("/quan-ly/dang-nhap")
    guides.at(newcomer.page, "a-dang-nhap")
    newcomer.close()
    manager = people("am.kv1")
    page = manager.page
    manager.go("/quan-ly/khach-hang")
    guides.at(page, "a-danh-sach-khach")
    fill_customer(manager, *GARDEN)
    save = page.get_by_role("button", name="Lưu khách hàng")
    guides.at(page, "a-them-khach", page.locator("main"), save)
    save.click()
    guides.at(page, "a-trang-khach")
    fill_contract(manager)
    guides.at(page, "a-khai-bao", page.locator("main"), page.get_by_role("button", name="Xem trước"))
    page.get_by_role("button", name="Lưu bản nháp").click()
    submit = page.get_by_role("button", name="Trình và gửi yêu cầu thanh toán")
    submit.click()
    expect(page.locator("main")).to_contain_text("Hãy tải hợp đồng đã ký lên trước khi trình.")
    guides.at(page, "a-thieu-tep")
    manager.attach(tmp_path)
    guides.at(page, "a-ban-nhap", page.locator("main"), submit)
    manager.submit()
    number = contracts["garden"] = page.get_by_role("heading", level=1).text_content()
    system.mail(GARDEN[1], number)
    manager.sees_state("Đã gửi")
    guides.at(page, "a-da-trinh", page.locator("section:has(> * > #link)"))
    page.get_by_role("link", name="Phiếu in có mã QR").click()
    guides.at(page, "a-phieu", page.locator("main"), page.get_by_role("button", name="In", exact=True))

    fill_customer(manager, LOTUS[0], LOTUS[1], GARDEN[2])
    page.get_by_role("button", name="Lưu khách hàng").click()
    guides.at(page, "a-trung")


def fill_customer(manager, name, email, tax_code):
    manager.go("/quan-ly/khach-hang/moi")
    words = {"name": name, "email": email, "taxCode": tax_code, "phone": "0912 345 678", "representative": "Trương Gia An"}
    words |= {"position": "Giám đốc", "contactName": "Phạm Thu Trang", "address": "Số 10 Phạm Văn Bạch, Cầu Giấy, Hà Nội"}
    for field, value in words.items():
        manager.page.fill(f"[name={field}]", value)


def fill_contract(manager):
    page = manager.page
    page.get_by_role("link", name="Khai báo hợp đồng").click()
    choose(page, "plan-0", "Doanh nghiệp 12 tháng, 5.000 lượt ký")
    page.fill("[name=quantity-0]", "2")
    page.fill("[name=discount-0]", "10")
    choose(page, "plan-1", "50 người dùng, 12 tháng")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".price .total").first).to_be_visible()


def choose(page, field, words):
    option = page.locator(f"[name={field}] option", has_text=words).first
    page.select_option(f"[name={field}]", option.get_attribute("value"))


def declare(manager, customer, folder):
    """Another contract that is handed in; its number and its link."""
    fill_customer(manager, *customer)
    manager.page.get_by_role("button", name="Lưu khách hàng").click()
    if manager.page.locator("[name=another]").count():
        manager.page.check("[name=another]")
        manager.page.get_by_role("button", name="Lưu khách hàng").click()
    fill_contract(manager)
    manager.page.get_by_role("button", name="Lưu bản nháp").click()
    manager.attach(folder)
    manager.submit()
    number = manager.page.get_by_role("heading", level=1).text_content()
    return number, payment_link(manager.system.mail(customer[1], number))


def test_paying_from_the_letter(guides, payer, system, contracts):
    page = payer.page
    letter = system.mail(GARDEN[1], contracts["garden"])
    page.set_content(letter["html"].replace(system.url, "https://qldv.mobifone.example"))
    guides.at(page, "b-thu", None, page.get_by_role("link", name="Thanh toán"))
    link = payment_link(letter)

    page.goto(link)
    pay = page.locator(".paybar button")
    guides.at(page, "b-kiem-tra", None, pay)
    payer.leave_for_vnpay()
    guides.at(page, "b-hinh-thuc", page.locator(".work"), page.locator("#vnbank"))
    page.click("#btnCancel")
    page.locator("form button[type=submit]").first.click()
    comes_home(page, system, "Bạn đã hủy thanh toán")
    guides.at(page, "b-huy")

    payer.leave_for_vnpay()
    page.click("#vnbank")
    guides.at(page, "b-ngan-hang", page.locator(".work"), page.locator("#NCB"))
    page.click("#NCB")
    fill_card(page, POOR_CARD)
    guides.at(page, "b-the", page.locator(".work"), page.locator("#btnContinue"))
    page.click("#btnContinue")
    agree_and_confirm(page)
    guides.at(page, "b-khong-du-vnpay")
    page.click("#btnReturn")
    comes_home(page, system, "Chưa thanh toán được")
    again = page.locator("main").get_by_role("button", name="Thanh toán lại").locator("visible=true")
    guides.at(page, "b-khong-du", None, again)

    again.first.click()
    payer.choose_bank()
    fill_card(page, GOOD_CARD)
    page.click("#btnContinue")
    guides.at(page, "b-dieu-kien")
    page.click("#btnAgree")
    page.fill("#otpvalue", "123456")
    guides.at(page, "b-otp", page.locator(".work"), page.locator("#btnConfirm"))
    page.click("#btnConfirm")
    payer.sees_paid()
    guides.at(page, "b-xong")


def fill_card(page, number):
    page.fill("#card_number_mask", number)
    page.fill("#cardHolder", "NGUYEN VAN A")
    page.fill("#cardDate", "07/15")


def agree_and_confirm(page):
    if page.locator("#btnAgree").count():
        page.click("#btnAgree")
    if page.locator("#otpvalue").count():
        page.fill("#otpvalue", "123456")
        page.click("#btnConfirm")


def comes_home(page, system, heading):
    page.wait_for_url(re.compile(re.escape(system.url)))
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=30_000)


def test_what_can_go_otherwise(guides, payer, people, system, contracts, tmp_path):
    manager, page = people("am.kv1"), payer.page
    contracts["lotus"], link = declare(manager, LOTUS, tmp_path)
    page.goto(link)
    page.get_by_role("link", name="Nội dung chưa đúng").click()
    page.fill("[name=message]", "Chúng tôi chỉ đặt một gói, không phải hai.")
    page.fill("[name=contact]", "Chị Trang, 0912 345 678")
    send = page.get_by_role("button", name="Gửi đến người phụ trách")
    guides.at(page, "b-chua-dung", page.locator("main"), send)
    send.click()
    expect(page.get_by_text("Đã gửi đến người phụ trách")).to_be_visible()

    manager.page.reload()
    answer = manager.page.get_by_role("button", name="Gửi trả lời")
    guides.at(manager.page, "a-khieu-nai", manager.page.locator("section:has(#dispute)"), answer)
    manager.page.get_by_role("link", name="Sửa hợp đồng trước").click()
    manager.page.fill("[name=quantity-0]", "1")
    manager.page.get_by_role("button", name="Lưu thay đổi").click()
    manager.page.fill("[name=answer]", "Đã sửa số lượng thành một gói.")
    manager.page.check("[name=corrected]")
    manager.page.get_by_role("button", name="Gửi trả lời").click()
    page.goto(link)
    guides.at(page, "b-cu")

    page.goto(payment_link(system.mail(LOTUS[1], "Đã sửa số lượng")))
    payer.leave_for_vnpay()
    payer.choose_bank()
    page.go_back()
    page.goto(payment_link(system.mail(LOTUS[1], "Đã sửa số lượng")))
    guides.at(page, "b-cho")


def test_approving(guides, payer, people, system, contracts, browser, tmp_path):
    manager = people("am.kv1")
    contracts["school"], link = declare(manager, SCHOOL, tmp_path)
    payer.page.goto(link)
    payer.pay()
    payer.sees_paid()

    regional = people("duyet.kv1")
    page = regional.page
    regional.go("/quan-ly/phe-duyet")
    guides.at(page, "c-danh-sach", page.locator("main"), page.get_by_role("link", name=contracts["garden"]))
    page.get_by_role("link", name=contracts["garden"]).click()
    decision = page.locator("section:has(#decide)")
    guides.at(page, "c-quyet-dinh", page.locator("main"), decision)
    page.get_by_role("button", name="Từ chối").click()
    guides.at(page, "c-thieu-ly-do")
    regional.approve(contracts["garden"])
    guides.at(page, "c-xong")
    regional.approve(contracts["school"])

    central = people("duyet.cntt")
    page = central.page
    central.go("/quan-ly/phe-duyet")
    for box in page.locator("[name=chosen]").all():
        box.check()
    guides.at(page, "c-chon")
    page.get_by_role("button", name="Xem lại các hợp đồng đã chọn").click()
    agree = page.get_by_role("button", name="Tôi đồng ý, phê duyệt")
    guides.at(page, "c-nhieu", page.locator("main"), agree)
    agree.click()
    expect(page.get_by_text("Đã phê duyệt 2 hợp đồng.")).to_be_visible()


def test_standing_in_and_the_second_factor(guides, people, system, browser):
    regional = people("duyet.kv1")
    page = regional.page
    regional.go("/quan-ly/phe-duyet")
    page.get_by_role("link", name="Ủy quyền khi vắng mặt").click()
    page.select_option("[name=to]", label="Vũ Thu Hà")
    page.fill("[name=from]", "2026-11-26")
    page.fill("[name=through]", "2026-11-30")
    page.fill("[name=reason]", "Nghỉ phép")
    page.get_by_role("button", name="Ủy quyền", exact=True).click()
    guides.at(page, "c-uy-quyen", page.locator("main"), page.get_by_role("button", name="Ủy quyền", exact=True))

    colleague = Staff(browser, system, "duyet2.kv1@qldv.example", width=DESK)
    enter(colleague)
    guides.at(colleague.page, "c-ma")
    forget_authenticator(system, colleague.email)
    enter(colleague)
    confirm = colleague.page.get_by_role("button", name="Xác nhận và đăng nhập")
    guides.at(colleague.page, "c-thiet-lap", colleague.page.locator("main .wrap"), confirm)
    colleague.close()


def enter(staff):
    staff.go("/quan-ly/dang-nhap")
    staff.page.fill("[name=email]", staff.email)
    staff.page.fill("[name=password]", PASSWORD)
    staff.page.get_by_role("button", name="Đăng nhập").click()
    expect(staff.page.locator("[name=code]")).to_be_visible()


def forget_authenticator(system, email):
    """As if this person had never signed in."""
    with sqlite3.connect(system.folder / "data/qldv.sqlite") as database:
        database.execute("UPDATE staff SET factor_confirmed = 0 WHERE email = ?", [email])


def test_in_use_and_renewed(guides, people, contracts):
    manager = people("am.kv1")
    page = manager.page
    manager.go("/quan-ly/hop-dong")
    page.get_by_role("link", name=contracts["garden"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(contracts["garden"])
    manager.sees_state("Đang hoạt động")
    renew = page.get_by_role("button", name="Gia hạn")
    guides.at(page, "a-dang-dung", page.locator("main"), renew)
    renew.click()
    guides.at(page, "a-gia-han")


def test_looking_up(guides, people, contracts):
    manager = people("am.kv1")
    page = manager.page
    manager.go("/quan-ly/thanh-toan")
    guides.at(page, "d-danh-sach", page.locator("main"), page.get_by_role("button", name="Tìm"))
    page.get_by_text("Thêm điều kiện").click()
    guides.at(page, "d-dieu-kien")
    page.fill("[name=tim]", contracts["garden"])
    page.get_by_role("button", name="Tìm").click()
    row = page.locator("tbody tr", has_text="Đã thanh toán")
    row.locator("a").first.click()
    expect(page.locator("#messages")).to_be_visible()
    guides.at(page, "d-chuyen", page.locator("main"))
    address = page.url
    manager.go("/quan-ly/thanh-toan?tim=khong-co")
    guides.at(page, "d-khong-co")
    accountant = people("ke-toan")
    accountant.page.goto(address)
    guides.at(accountant.page, "d-bang-chung")


def test_reconciling_and_invoicing(guides, people, system, browser, contracts, tmp_path):
    _, contracts["old link"] = declare(people("am.kv1"), SCHOOL, tmp_path)
    system.advance(24 * 60)
    first = Staff(browser, system, "ke-toan@qldv.example", width=DESK).sign_in("/quan-ly/doi-soat")
    page = first.page
    guides.at(page, "e-cac-ngay")
    first.go(f"/quan-ly/doi-soat/{DAY}")
    guides.at(page, "e-nhap")
    first.reconcile(DAY, tmp_path, "fee:1")
    guides.at(page, "e-ngay", page.locator("main"))
    first.go("/quan-ly/doi-soat/chenh-lech")
    page.locator("tbody a").first.click()
    page.select_option("[name=resolution]", index=1)
    page.locator("section:has(#propose) [name=reason]").fill("VNPAY đã xác nhận biểu phí mới từ 20/11.")
    propose = page.get_by_role("button", name="Gửi đề xuất")
    guides.at(page, "e-chenh-lech", page.locator("main"), propose)
    propose.click()
    second = Staff(browser, system, "ke-toan2@qldv.example", width=DESK).sign_in("/quan-ly/doi-soat")
    second.page.goto(page.url.split("?")[0])
    guides.at(second.page, "e-dong-y")
    second.page.get_by_role("button", name="Tôi đồng ý").click()
    first.go(f"/quan-ly/doi-soat/{DAY}")
    page.locator("summary", has_text="Chốt").click()
    close = page.get_by_role("button", name="Tôi đã kiểm tra, chốt ngày")
    guides.at(page, "e-chot", page.locator("details", has=close), close)
    close.click()
    expect(page.locator("main")).to_contain_text("Đã chốt")
    guides.at(page, "e-da-chot")
    first.go("/quan-ly/doi-soat/ngan-hang")
    guides.at(page, "e-ngan-hang")

    system.mail(GARDEN[1], "mã của cơ quan thuế", seconds=60)
    officer = Staff(browser, system, "hoa-don.kv1@qldv.example", width=DESK).sign_in("/quan-ly/hoa-don")
    page = officer.page
    guides.at(page, "e-hoa-don", page.locator("main"))
    page.locator("tbody tr", has_text=contracts["garden"]).locator("a").first.click()
    expect(page.locator("#buyer")).to_be_visible()
    guides.at(page, "e-mot-hoa-don")
    officer.close()
    contracts["accountants"] = first, second


def test_refunding(guides, payer, system, contracts):
    first, second = contracts["accountants"]
    page = first.page
    first.go(f"/quan-ly/thanh-toan?tim={contracts['garden']}")
    page.locator("tbody tr", has_text="Đã thanh toán").locator("a").first.click()
    page.locator("summary", has_text="Mở hồ sơ hoàn tiền").click()
    guides.at(page, "h-thanh-toan")
    opening = page.locator("section:has(#refund)")
    opening.locator("[name=amount]").fill("500.000")
    opening.locator("[name=reason]").fill("Khách dùng ít hơn, xin hoàn một phần theo thỏa thuận ngày 24/11.")
    opening.get_by_role("button", name="Mở hồ sơ", exact=True).click()
    first.go("/quan-ly/hoan-tien")
    row = page.locator("tbody a").first
    guides.at(page, "h-danh-sach", page.locator("main"), row)
    row.click()
    page.select_option("[name=way]", "vnpay")
    page.locator("section:has(#propose) [name=reason]").fill("Hoàn một phần theo thỏa thuận, khách đã xác nhận.")
    propose = page.get_by_role("button", name="Gửi đề xuất")
    guides.at(page, "h-de-xuat", page.locator("main"), propose)
    propose.click()
    expect(page.get_by_text("Đã ghi nhận.")).to_be_visible()
    address = page.url.split("?")[0]
    second.page.goto(address)
    agree = second.page.get_by_role("button", name="Tôi đồng ý")
    guides.at(second.page, "h-dong-y", second.page.locator("main"), agree)
    agree.click()
    letter = system.mail(GARDEN[1], "đã được chấp thuận")
    payer.page.set_content(letter["html"])
    guides.at(payer.page, "h-thu")

    def made():
        system.advance(6)
        page.goto(address)
        return "Đóng hồ sơ hoàn tiền" in page.locator("main").text_content()

    wait_for(made, 60, lambda: page.locator("main").text_content()[:1500])
    guides.at(page, "h-xong", page.locator("main"))
    for one in [first, second]:
        one.close()


def test_an_old_link(guides, payer, system, contracts):
    """Last, since the day moves on."""
    system.advance(16 * 24 * 60)
    payer.page.goto(contracts["old link"])
    renew = payer.page.get_by_role("button", name="Gửi đường dẫn mới vào email của tôi")
    guides.at(payer.page, "b-het-han", payer.page.locator("main"), renew)


def test_words_and_pictures_are_those_of_the_product(guides):
    told = guides.complaints()
    assert not told, "\n".join(told)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["", *sorted(file.stem for file in FOLDER.glob("*.md") if file.stem != "README")])
def test_the_pages_of_the_guides(browser, system, name, width):
    """Readable on any screen, by anybody, without scripts."""
    context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{system.url}/huong-dan/{name}".rstrip("/"))
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    look_at(page, f"guide-{name or 'index'}-{width}")
    context.close()
    silent = browser.new_context(locale="vi-VN", java_script_enabled=False, viewport={"width": width, "height": 800})
    page = silent.new_page()
    page.goto(f"{system.url}/huong-dan/{name}".rstrip("/"))
    expect(page.locator("article")).to_be_visible()
    silent.close()
