"""Nobody pays: reminder, promise, broken promise, rest of service, payment, back at once; and a debt that is given up."""

import datetime
import re

from playwright.sync_api import expect

from conftest import look_at
from staff import payment_link
from system import wait_for
from test_process_b import customer, people  # noqa: F401: a fixture
from test_process_c import declared, minutes_to_next_month, sees

ZONE = datetime.timezone(datetime.timedelta(hours=7))


class Clock:
    """The system's time as far as this test has moved it: nine in the morning of the last day that it went to."""

    def __init__(self, system, milliseconds):
        self.system = system
        self.now = datetime.datetime.fromtimestamp(int(milliseconds) / 1000, ZONE)

    def go(self, day):
        """To nine in the morning of a day that is still to come."""
        aim = datetime.datetime.combine(day, datetime.time(9), ZONE)
        self.system.advance(int((aim - self.now).total_seconds() // 60) + 1)
        self.now = aim + datetime.timedelta(minutes=1)


def billed(people, system, folder, email):  # noqa: F811
    """A postpaid contract with one month that is to be paid: its number, the clock, the day by which it is due."""
    manager = people("am.kv1")
    present(manager)
    manager.add_customer(f"Công ty Nợ cước {email[:6].upper()}", email)
    number = declared(manager, folder)
    present(people("duyet.kv1")).approve(number)
    present(people("duyet.cntt")).approve(number)
    manager.sees_state("Đang hoạt động")
    started = system.rows(f"SELECT changed_at FROM contract WHERE number = '{number}'")[0]["changed_at"]
    clock = Clock(system, started)
    clock.go((clock.now + datetime.timedelta(minutes=minutes_to_next_month(clock.now))).date())
    accountant = people("ke-toan", "/quan-ly/cuoc/ky")
    present(accountant, "/quan-ly/cuoc/ky")
    sees(accountant.page, "Chờ duyệt")
    month = (clock.now.replace(day=1) - datetime.timedelta(days=1)).strftime("%m/%Y")
    accountant.page.get_by_role("link", name=month).first.click()
    sees(accountant.page, number)
    accountant.page.get_by_role("button", name="Duyệt và gửi thông báo cước").click()
    sees(accountant.page, "Đã phát hành")
    system.mail(email, "Bản thông báo cước được đính kèm")
    due = int(system.rows(f"SELECT due_day FROM statement WHERE number LIKE '{number}-T%'")[0]["due_day"])
    return number, clock, datetime.date(1970, 1, 1) + datetime.timedelta(days=due)


def present(staff, path="/quan-ly"):
    """At that page, signed in again where the session is over."""
    staff.go(path)
    return staff.sign_in(path) if staff.page.locator("[name=email]").count() else staff


def days(count):
    return datetime.timedelta(days=count)


def test_from_reminder_to_payment(people, buyer, page, system, engine, tmp_path):  # noqa: F811
    email = customer()
    number, clock, due = billed(people, system, tmp_path, email)
    manager = people("am.kv1")
    clock.go(due + days(3))
    letter = system.mail(email, "đã quá hạn 3 ngày")
    assert "Tổng phải thanh toán" in letter["text"] and "đồng" in letter["text"]
    assert "Quý khách" in letter["text"] and number in letter["text"]

    present(manager, "/quan-ly/no-cuoc")
    expect(manager.page.locator("main")).to_contain_text("0–30 ngày")
    look_at(manager.page, f"{engine}-n-1-debts")
    manager.page.get_by_role("link", name=f"Công ty Nợ cước {email[:6].upper()}").click()
    expect(manager.page.locator("main")).to_contain_text("Đã nhắc: quá hạn 3 ngày")
    manager.page.locator("summary", has_text="Ghi hẹn trả").click()
    manager.page.fill("[name=promise-day]", (due + days(8)).isoformat())
    manager.page.fill("[name=promise-note]", "Kế toán trưởng hẹn qua điện thoại")
    manager.page.get_by_role("button", name="Ghi hẹn trả").click()
    expect(manager.page.get_by_text("Đã ghi nhận.")).to_be_visible()
    look_at(manager.page, f"{engine}-n-2-promised")
    debtor = manager.page.url.split("?")[0].replace(system.url, "")

    clock.go(due + days(9))
    system.mail(email, "sẽ tạm ngưng từ ngày")
    present(manager, "/quan-ly/hop-tin")
    sees(manager.page, "Khách hàng không trả đúng hẹn")
    manager.go(debtor)
    expect(manager.page.locator("main")).to_contain_text("Lỗi hẹn")

    clock.go(due + days(15))
    letter = system.mail(email, "dịch vụ của Quý khách được tạm ngưng")
    present(manager, debtor)
    sees(manager.page, "Tạm ngưng dịch vụ")
    look_at(manager.page, f"{engine}-n-3-resting")
    rests(system, number)

    page.goto(payment_link(letter))
    buyer.pay()
    buyer.sees_paid()
    manager.go(debtor)
    expect(manager.page.locator("main")).to_contain_text("Khách hàng không nợ cước")
    runs(system, number)
    system.settle()
    system.verify()


def rests(system, number):
    assert system.rows(f"SELECT state FROM contract WHERE number = '{number}'") == [{"state": "suspended"}]
    assert system.rows(
        f"SELECT r.ended_at FROM debt_rest r JOIN contract c ON c.id = r.contract_id WHERE c.number = '{number}'"
    )[0]["ended_at"] in (None, "")


def runs(system, number):
    assert system.rows(f"SELECT state FROM contract WHERE number = '{number}'") == [{"state": "active"}]
    assert int(
        system.rows(
            f"SELECT r.ended_at FROM debt_rest r JOIN contract c ON c.id = r.contract_id WHERE c.number = '{number}'"
        )[0]["ended_at"]
    )


def test_two_people_give_a_debt_up(people, page, system, engine, tmp_path):  # noqa: F811
    email = customer()
    number, clock, due = billed(people, system, tmp_path, email)
    clock.go(due + days(40))
    letter = system.mail(email, "dịch vụ của Quý khách được tạm ngưng")
    maker = people("ke-toan")
    present(maker, "/quan-ly/no-cuoc")
    maker.go("/quan-ly/no-cuoc?tuoi=31-60")
    look_at(maker.page, f"{engine}-n-4-aging")
    with maker.page.expect_download() as download:
        maker.page.get_by_role("link", name="CSV").click()
    assert email[:6].upper() in open(download.value.path(), encoding="utf-8-sig").read()
    maker.page.get_by_role("link", name=f"Công ty Nợ cước {email[:6].upper()}").click()
    maker.page.locator("summary", has_text="Đề xuất xóa nợ").click()
    form = maker.page.locator("form", has=maker.page.locator("[value=write_off]"))
    form.locator("[name=reason]").fill("Doanh nghiệp đã giải thể")
    form.locator("[name=document]").fill("QĐ 12/QĐ-TTCNTT")
    form.get_by_role("button", name="Đề xuất xóa nợ").click()
    expect(maker.page.get_by_text("Đã ghi nhận.")).to_be_visible()
    look_at(maker.page, f"{engine}-n-5-proposed")
    maker.go("/quan-ly/no-cuoc/de-xuat")
    assert maker.page.get_by_role("button", name="Tôi đồng ý").count() == 0, "whoever proposes does not decide"

    checker = people("ke-toan2", "/quan-ly/no-cuoc/de-xuat")
    checker.go("/quan-ly/no-cuoc/de-xuat")
    look_at(checker.page, f"{engine}-n-6-decides")
    checker.page.get_by_role("button", name="Tôi đồng ý").click()
    expect(checker.page.get_by_text("Đã ghi nhận.")).to_be_visible()
    page.goto(payment_link(letter))
    assert page.get_by_role("button", name=re.compile("Thanh toán")).count() == 0, "the link is dead"
    look_at(page, f"{engine}-n-7-closed-link")
    assert system.rows(f"SELECT state FROM statement WHERE number LIKE '{number}-T%'") == [{"state": "written_off"}]
    wait_for(lambda: not system.rows("SELECT id FROM notice WHERE state = 'queued'"), 30, lambda: "letters wait")
    system.settle()
    system.verify()


def test_the_admin_sets_the_timetable(people, system, engine):  # noqa: F811
    admin = people("quan-tri", "/quan-ly/no-cuoc/lich-nhac")
    present(admin, "/quan-ly/no-cuoc/lich-nhac")
    look_at(admin.page, f"{engine}-n-8-timetable")
    admin.page.fill("[name=days-2]", "-5")
    admin.page.get_by_role("button", name="Lưu").click()
    expect(admin.page.get_by_role("alert")).to_contain_text("trước hạn 5 ngày")
    admin.page.fill("[name=days-2]", "4")
    admin.page.get_by_role("button", name="Lưu").click()
    expect(admin.page.get_by_text("Đã lưu.")).to_be_visible()
    assert [row["days"] for row in system.rows("SELECT days FROM dunning_step ORDER BY days")][2] in (4, "4")
