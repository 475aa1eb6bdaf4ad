"""Every page of every role's navigation: nobody meets a page that is wider than a telephone or breaks a rule of
accessibility."""

import os
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import SCREENSHOTS
from staff import Staff, payment_link
from buyer import Buyer

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# QLDV_LOOK=1 takes pictures at every width that somebody may work at; without it the test is quick.
LOOK = os.environ.get("QLDV_LOOK")
WIDTHS = [360, 960, 1100, 1240, 1280, 1440] if LOOK else [360, 1240]
ROLES = {
    "am.kv1": "account manager", "dai-ly.kv1": "agent", "duyet.kv1": "regional approver", "duyet.cntt": "IT approver",
    "hoa-don.kv1": "invoicing officer", "ke-toan": "accountant", "quan-tri": "admin", "kiem-toan": "auditor",
}  # fmt: skip
# One page of a kind is enough: the next contract looks like the first.
LEAVING = ("/dang-xuat", "/xuat", "/tep/", "/csv", "/pdf", "/xml", "lang=", "theme=", "/bang-chung", "/huong-dan")


@pytest.fixture(scope="module")
def busy(system, browser, tmp_path_factory):
    """A house with a contract in every stage that its people look at: a draft, one to pay, one disputed, one to approve."""
    folder = tmp_path_factory.mktemp("papers")
    manager = Staff(browser, system, "am.kv1@qldv.example").sign_in()
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    for stage in ["draft", "asked", "disputed", "paid", "paid again"]:
        email = f"{uuid.uuid4().hex[:12]}@example.vn"
        manager.add_customer(f"Công ty Cổ phần Đầu tư Thương mại và Dịch vụ {stage}", email)
        number = manager.declare()
        if stage == "draft":
            continue
        manager.attach(folder)
        manager.submit()
        link = payment_link(system.mail(email, number))
        if stage == "disputed":
            for words in ["Chúng tôi chỉ đặt một gói, không phải hai.", "Và địa chỉ cũng chưa đúng."]:
                page.goto(link)
                page.get_by_role("link", name="Nội dung chưa đúng").click()
                page.fill("[name=message]", words)
                page.get_by_role("button", name="Gửi đến người phụ trách").click()
                page.get_by_text("Đã gửi đến người phụ trách").wait_for()
        if stage.startswith("paid"):
            page.goto(link)
            Buyer(page, system, email).pay()
            page.get_by_role("heading", name="Thanh toán thành công").wait_for()
        if stage == "paid":
            amend(manager, folder)
    context.close()
    manager.close()
    return system


def amend(manager, folder):
    """After payment, the signed paper is replaced and the note changed: approvers see both."""
    page = manager.page
    page.reload()
    page.get_by_role("link", name="Sửa", exact=True).click()
    better = folder / "hop-dong-ky-lai.pdf"
    better.write_bytes(b"%PDF-1.7 another")
    page.set_input_files("input[name^=replace-]", better)
    page.fill("[name=note]", "Khách hàng ký lại trang 3")
    page.get_by_role("button", name="Lưu thay đổi").click()
    page.get_by_text("Đã lưu thay đổi.").wait_for()


def kind(path):
    """`/quan-ly/hop-dong/018f…/sua?tim=x` is as good as any other contract's."""
    parts = path.split("?")[0].strip("/").split("/")
    return "/".join("one" if one_of_many(part, before) else part for before, part in zip([""] + parts, parts))


def one_of_many(part, before):
    return before == "tai-khoan" or len(part) > 18 or part[:1].isdigit()


def links(page, base):
    found = page.eval_on_selector_all("a[href^='/quan-ly']", "all => all.map(one => one.getAttribute('href'))")
    return [path.split("#")[0] for path in found if not any(word in path for word in LEAVING)]


@pytest.mark.parametrize("name", ROLES)
def test_every_page_of_a_role_fits_and_is_accessible(name, busy, browser, engine):
    staff = Staff(browser, busy, f"{name}@qldv.example").sign_in()
    page = staff.page
    waiting, seen, wrong = links(page, busy.url), set(), []
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        page.set_viewport_size({"width": 1280, "height": 900})
        response = page.goto(busy.url + path)
        if response.status != 200:
            wrong.append(f"{path}: {response.status}")
            continue
        waiting += links(page, busy.url)
        if engine == "postgres":
            # What it looks like was seen on SQLite; here it has to answer.
            continue
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        wrong += [f"{path}: {rule['id']}: {rule['nodes'][0]['html'][:200]} ({rule['help']})" for rule in found]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            reach = page.evaluate("document.documentElement.scrollWidth")
            if reach > width:
                wrong.append(f"{path}: {reach} wide in a window of {width}")
            if LOOK:
                page.screenshot(path=SCREENSHOTS / f"staff-{name}-{kind(path).replace('/', '_')}-{width}.png", full_page=True)
            cut = page.evaluate(
                "[...document.querySelectorAll('.table-frame')].filter(one => one.scrollWidth > one.clientWidth + 1)"
                ".map(one => one.getAttribute('aria-label'))"
            )
            if cut and width >= 1240:
                wrong.append(f"{path}: cut at {width}: {cut}")
    staff.close()
    assert len(seen) > 3, f"{ROLES[name]} has next to no pages: {seen}"
    assert not wrong, f"{ROLES[name]}:\n" + "\n".join(wrong)
