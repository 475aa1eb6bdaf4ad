"""A postpaid contract during its term: it rests, goes on, takes another plan from next month, and is billed so."""

import datetime

from playwright.sync_api import expect

from conftest import look_at
from test_process_b import customer, people  # noqa: F401: a fixture
from test_process_c import declared, minutes_to_next_month, sees

ZONE = datetime.timezone(datetime.timedelta(hours=7))


def test_a_contract_changes_during_its_term(people, system, engine, tmp_path):  # noqa: F811
    email = customer()
    manager = people("am.kv1")
    manager.add_customer(f"Công ty Thay đổi {email[:6].upper()}", email)
    number = declared(manager, tmp_path)
    people("duyet.kv1").approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")
    page = manager.page
    contract = page.url.split("?")[0]

    page.get_by_text("Tạm ngưng dịch vụ").first.click()
    page.fill("[name=suspend-reason]", "Chuyển văn phòng")
    page.get_by_role("button", name="Tạm ngưng từ hôm nay").click()
    expect(page.get_by_text("Đã tạm ngưng dịch vụ từ hôm nay.")).to_be_visible()
    sees(page, "Hệ thống dịch vụ đã tạm ngưng")
    look_at(page, f"{engine}-term-1-suspended")
    assert "Chuyển văn phòng" in system.mail(email, "tạm ngưng theo yêu cầu")["text"]

    system.advance(60 * 24)
    manager.sign_in()
    page.goto(contract)
    page.get_by_text("Khôi phục dịch vụ").first.click()
    page.fill("[name=resume-reason]", "Đã chuyển xong")
    page.get_by_role("button", name="Khôi phục từ hôm nay").click()
    expect(page.get_by_text("Đã khôi phục dịch vụ từ hôm nay.")).to_be_visible()
    sees(page, "Hệ thống dịch vụ đang cung cấp")
    system.mail(email, "hoạt động trở lại")

    page.get_by_role("link", name="Lập phụ lục thay đổi").click()
    page.fill("[name=reason]", "Mở thêm kênh tin nhắn")
    page.select_option("[name=plan-0]", "3C-SEAT")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Trước và sau khi thay đổi")).to_be_visible()
    look_at(page, f"{engine}-term-2-preview")
    page.get_by_role("button", name="Trình phê duyệt").click()
    expect(page.get_by_text("Đã trình phụ lục.")).to_be_visible()
    look_at(page, f"{engine}-term-3-amendment")
    # A day has gone by: their sessions are over.
    people("duyet.kv1").sign_in().approve(number)
    people("duyet.cntt").sign_in().approve(number)
    sees(page, "Đã duyệt, chờ đến ngày")
    system.mail(email, "Mở thêm kênh tin nhắn")

    changed = system.rows(f"SELECT changed_at FROM contract WHERE number = '{number}'")[0]["changed_at"]
    now = datetime.datetime.fromtimestamp(int(changed) / 1000, ZONE)
    for month in range(2):
        system.advance(minutes_to_next_month(now))
        now = (now.replace(day=1) + datetime.timedelta(days=32)).replace(day=1, hour=9, minute=0, second=0)
        accountant = people("ke-toan", "/quan-ly/cuoc/ky")
        if month:
            accountant.sign_in()
        accountant.go("/quan-ly/cuoc/ky")
        sees(accountant.page, "Chờ duyệt")
        billed = (now.replace(day=1) - datetime.timedelta(days=1)).strftime("%m/%Y")
        accountant.page.get_by_role("link", name=billed).first.click()
        sees(accountant.page, number)
        accountant.page.get_by_role("button", name="Duyệt và gửi thông báo cước").click()
        sees(accountant.page, "Đã phát hành")
    plans = [
        [row["plan_code"] for row in system.rows(
            f"SELECT l.plan_code FROM statement_line l JOIN statement s ON s.id = l.statement_id "
            f"WHERE s.period_index = {index} AND l.kind = 'fee' ORDER BY l.position"
        )]
        for index in range(2)
    ]
    assert set(plans[0]) == {"CLD-M"}, plans
    assert set(plans[1]) == {"CLD-M", "3C-SEAT"}, plans
    manager.sign_in()
    page.goto(contract)
    sees(page, "Có hiệu lực")
    look_at(page, f"{engine}-term-4-changed")
    system.settle()
    system.verify()
